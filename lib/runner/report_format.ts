// The reports one run can write, and who makes each: Cucumber while it runs, or we from the outcome.

export const REPORT_FORMATS = ['html', 'junit', 'messages', 'json', 'prometheus', 'tap'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Cucumber's names for those it makes. */
export const CUCUMBER_FORMATS: Readonly<Partial<Record<ReportFormat, string>>> = {
  html: 'html',
  junit: 'junit',
  messages: 'message',
};

export type Reports = Readonly<Record<string, ReportFormat>>;

/** Standard output, as a path. */
export const STDOUT = '-';

/** The files among them. */
export const reportFiles = (reports: Reports = {}): string[] =>
  Object.keys(reports).filter(path => path !== STDOUT);

/** Cucumber's name of the report that it prints. */
export const printedReport = (reports: Reports = {}): string | undefined =>
  reports[STDOUT] && CUCUMBER_FORMATS[reports[STDOUT]];

/** Cucumber's reports in files, by path, under its own names. */
export function cucumberReports(reports: Reports = {}): Record<string, string> {
  const entries = Object.entries(reports).flatMap(([path, format]) => {
    const name = CUCUMBER_FORMATS[format];
    return name === undefined || path === STDOUT ? [] : [[path, name] as const];
  });
  return Object.fromEntries(entries);
}

/** The others, by path. */
export function ownReports(reports: Reports = {}): [string, ReportFormat][] {
  return Object.entries(reports).filter(([, format]) => CUCUMBER_FORMATS[format] === undefined);
}
