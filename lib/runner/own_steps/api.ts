// `fleetspec` for people's own steps: what `import { … } from 'fleetspec'` gives them, whether fleetspec runs their
// feature or cucumber-js does.
import type {
  DefineStepPattern,
  IDefineStepOptions,
  IDefineTestCaseHookOptions,
  IParameterTypeDefinition,
  TestCaseHookFunction,
  TestStepFunction,
} from '@cucumber/cucumber/lib/support_code_library_builder/types';
import * as cucumber from '../../../support/cucumber';
import type { FleetWorld } from '../../../support/world';

export { acts } from '../../../support/acting';
export { arranges } from '../../../support/arrangement';
export type { FleetWorld } from '../../../support/world';
export {
  type Expectation,
  expectOfHosts,
  type Scene,
} from '../../checks/assertion/expect_of_hosts';
export { expectValue, type ValueSentence } from '../../checks/assertion/expect_value';
export { measureHosts } from '../../checks/assertion/measure_hosts';
export { numberIn } from '../../checks/assertion/number_in';
export {
  type AgentQuestion,
  type AskHosts,
  askAgent,
  type ChosenHosts,
  type Reading,
  type Readings,
} from '../../checks/assertion/readings';
export type { AskLimits, CheckContext, Json, Metric, Observation } from '../../checks/check_context';
export { BadSentence } from '../../checks/errors';
export type { AgentPort, CallPort, FleetPort } from '../../checks/fleet_port';
export { type Claim, type ClaimText, parseClaim } from '../../checks/language/claim';
export {
  type Comparison,
  type ComparisonText,
  parseComparison,
  requireKind,
} from '../../checks/language/comparison';
export { type Modality, type ModalText, parseModality } from '../../checks/language/modality';
export { parseTiming, type Timing, type TimingText } from '../../checks/language/timing';
export { CannotTell, CheckFailed, type Finding, NotApplicable } from '../../checks/verdicts';
export { FleetspecError } from '../../errors';
export type { CallResult, Plain, Reply } from '../../rpc/reply';

/** Defines a step; `this` in its body is the World of the scenario. */
export interface DefineStep {
  <World = FleetWorld>(pattern: DefineStepPattern, body: TestStepFunction<World>): void;
  <World = FleetWorld>(
    pattern: DefineStepPattern,
    options: IDefineStepOptions,
    body: TestStepFunction<World>,
  ): void;
}

/** Defines what is done around every scenario, or those with certain tags. */
export interface DefineHook {
  <World = FleetWorld>(body: TestCaseHookFunction<World>): void;
  <World = FleetWorld>(tags: string | IDefineTestCaseHookOptions, body: TestCaseHookFunction<World>): void;
}

export const Given = cucumber.Given as DefineStep;
export const When = cucumber.When as DefineStep;
export const Then = cucumber.Then as DefineStep;
export const Before = cucumber.Before as DefineHook;
export const After = cucumber.After as DefineHook;

/** A word of your own in steps: `{name}`. */
export const defineParameterType: <T>(definition: IParameterTypeDefinition<T>) => void =
  cucumber.defineParameterType;

export const { AfterAll, AfterStep, BeforeAll, BeforeStep, defineStep, setDefaultTimeout } =
  cucumber.supportCodeLibraryBuilder.methods;

/** What a step gets where the feature has a table. */
export { DataTable } from '../../../support/cucumber';
