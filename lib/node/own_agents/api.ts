// `fleetspec/agent` for people's own agents and their tests.
export { ActionFailed } from '../agent';
export {
  type Call,
  defineAgent,
  type Log,
  type Outputs,
  type OwnAction,
  type OwnActions,
  type OwnAgent,
  type RunOptions,
  type RunResult,
  type Value,
} from './define_agent';
export { type CallOptions, callAction, loadAgent, type TestedAgent, type TestReply } from './test_kit';
