// The reports a run can write to files; Cucumber's names for them.

export const REPORT_FORMATS = ['html', 'junit'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];
