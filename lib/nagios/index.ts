// `fleetspec/nagios`: what people need for plugins of their own. docs/plugins.md tells how.
export { type Environment, processEnvironment } from '../environment';
export { describeError, type FaultDetails, type FaultKind, FleetspecError } from '../errors';
export { type Clock, systemClock, type Timer } from '../util/clock';
export { PluginUsage, RangeSyntax, StateUnusable } from './errors';
export {
  type Finding,
  findings,
  isWanted,
  type Measure,
  measureOptions,
  measurePerfdata,
  verdict,
} from './measure';
export { formatAnswer, MAX_OUTPUT_BYTES, type OutputStyle, type PluginAnswer, plainLine } from './output';
export { formatPerfdata, type Perfdata, type PerfdataUnit, type RangeStyle } from './perfdata';
export { type Plugin, type PluginRun, runPlugin } from './plugin';
export type { PluginValues } from './plugin_arguments';
export type { OptionKind, OptionValue, PluginOption } from './plugin_option';
export {
  above,
  alerts,
  describeRange,
  formatRange,
  parseLimit,
  parseRange,
  plainNumber,
  type Range,
} from './range';
export { describeShare, parseShare, type Share, shareOf } from './share';
export { StateFile } from './state_file';
export { EXIT_CODE, type Status, worstStatus } from './status';
export { expectation, judge, type Threshold } from './threshold';
