// The one door to Cucumber. Its parts are taken by their files: the package's front door also loads its command line
// and every formatter, which costs a check 20 ms.
import type { IRunEnvironment, IRunOptions, IRunResult, ISupportCodeLibrary } from '@cucumber/cucumber/api';

import expressionsModule = require('@cucumber/cucumber-expressions');

import dataTableModule = require('@cucumber/cucumber/lib/models/data_table');
import builderModule = require('@cucumber/cucumber/lib/support_code_library_builder/index');
import worldModule = require('@cucumber/cucumber/lib/support_code_library_builder/world');

/** Collects step definitions and hooks while files that make them are loaded. */
export const supportCodeLibraryBuilder = builderModule.default;

export const {
  After,
  AfterAll,
  AfterStep,
  Before,
  Given,
  Then,
  When,
  defineParameterType,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
} = supportCodeLibraryBuilder.methods;

export const World = worldModule.default;

export const { CucumberExpression } = expressionsModule;
export type CucumberExpression = InstanceType<typeof CucumberExpression>;

export const DataTable = dataTableModule.default;
export type DataTable = InstanceType<typeof DataTable>;

export type { IWorldOptions } from '@cucumber/cucumber/lib/support_code_library_builder/world';
export type { IRunEnvironment, IRunOptions, IRunResult, ISupportCodeLibrary };

/** What `finalize` of the builder makes. */
export type SupportLibrary = ReturnType<typeof supportCodeLibraryBuilder.finalize>;

type RunCucumber = typeof import('@cucumber/cucumber/api').runCucumber;

/** One message of Cucumber's protocol. */
export type Envelope = Parameters<NonNullable<Parameters<RunCucumber>[2]>>[0];

/** Loads Cucumber's runtime, which takes some tens of milliseconds. */
export function loadRunCucumber(): RunCucumber {
  return require('@cucumber/cucumber/lib/api/run_cucumber').runCucumber;
}
