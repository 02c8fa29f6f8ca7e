// Makes Cucumber's report formats ready without its own way of loading them, which a bundle cannot follow.
import { createRequire } from 'node:module';
import { notedJunit, type PrinterClass } from './noted_junit';

import builtinModule = require('@cucumber/cucumber/lib/formatter/builtin/index');

// Of a package of its own; the others are part of Cucumber.
const JUNIT = '@cucumber/junit-xml-formatter/dist/JUnitXmlPrinter';

/** To be called before a run that writes reports in these formats, by Cucumber's names. */
export function prepareReports(formats: Iterable<string>): void {
  const known = builtinModule.default as Record<string, unknown>;
  if (![...formats].includes('junit')) return;
  const { JUnitXmlPrinter } = createRequire(__filename)(JUNIT) as { JUnitXmlPrinter: PrinterClass };
  known.junit = notedJunit(JUnitXmlPrinter);
}
