// Makes Cucumber's report formats ready without its own way of loading them, which a bundle cannot follow.
import { createRequire } from 'node:module';

import builtinModule = require('@cucumber/cucumber/lib/formatter/builtin/index');

// Packages of their own; the others are part of Cucumber.
const PACKAGES: Readonly<Record<string, string>> = { junit: '@cucumber/junit-xml-formatter' };

/** To be called before a run that writes reports in these formats, by Cucumber's names. */
export function prepareReports(formats: Iterable<string>): void {
  const load = createRequire(__filename);
  const known = builtinModule.default as Record<string, unknown>;
  for (const format of formats) {
    const name = PACKAGES[format];
    if (name) known[format] = load(name).default;
  }
}
