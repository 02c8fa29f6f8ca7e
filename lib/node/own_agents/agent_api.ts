// What `fleetspec/agent` is to an agent while it runs.
import { ActionFailed } from '../agent';
import { defineAgent } from './define_agent';

export const AGENT_API = { ActionFailed, defineAgent };
