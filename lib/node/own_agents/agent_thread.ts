// The thread an agent of one's own runs in: loads its code, runs its actions, and asks the daemon for all that touches
// the machine. What goes wrong here, or never ends, ends this thread and not the daemon.
import { parentPort, workerData } from 'node:worker_threads';
import { processEnvironment } from '../../environment';
import { describeError, isFleetspecError } from '../../errors';
import { fromJson } from '../external_agents/ruby_json';
import { AGENT_API } from './agent_api';
import { type AgentCode, loadAgentCode } from './agent_code';
import { compileElsewhere } from './compile_elsewhere';
import type { Call, Log, RunOptions, RunResult } from './define_agent';
import { performCall } from './perform_call';
import { plainOf } from './plain_values';
import {
  type CallFacts,
  type FromThread,
  type LogLevel,
  MAX_LOG_LINE,
  MAX_LOG_LINES,
  type Service,
  type ThreadData,
  type ToThread,
} from './thread_messages';
import { requireTrusted, trustOnly } from './trusted_modules';

const port = parentPort!;
const tell = (message: FromThread): void => port.postMessage(message);

const running = new Map<number, AbortController>();
const asked = new Map<number, { resolve(value: unknown): void; reject(fault: Error): void }>();
let lastAsk = 0;

function ask<Answer>(id: number, service: Service, ...args: unknown[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    lastAsk += 1;
    asked.set(lastAsk, { resolve: resolve as (value: unknown) => void, reject });
    tell({ type: 'ask', ask: lastAsk, id, service, args });
  });
}

function logFor(id: number): Log {
  let lines = 0;
  const at =
    (level: LogLevel) =>
    (text: string): void => {
      lines += 1;
      // One more than are logged, for the daemon to tell so: it would drown in millions.
      if (lines <= MAX_LOG_LINES + 1)
        tell({ type: 'log', id, level, text: String(text).slice(0, MAX_LOG_LINE) });
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

function callOf(id: number, { inputs, ...facts }: CallFacts, signal: AbortSignal): Call {
  return {
    ...facts,
    inputs: plainOf(fromJson(inputs)) as Readonly<Record<string, unknown>>,
    signal,
    log: logFor(id),
    facts: () => ask(id, 'facts'),
    classes: () => ask(id, 'classes'),
    run: (program, args: readonly string[] = [], options: RunOptions = {}) =>
      ask<RunResult>(id, 'run', program, [...args], options),
  };
}

async function perform(id: number, facts: CallFacts, { actions, placeOf }: AgentCode): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const reply = await performCall(actions[facts.action]!, callOf(id, facts, controller.signal), placeOf);
  running.delete(id);
  tell({ type: 'replied', id, reply });
}

function take(message: ToThread, code: AgentCode): void {
  if (message.type === 'call') void perform(message.id, message.facts, code);
  else if (message.type === 'abort') running.get(message.id)?.abort();
  else {
    const waiting = asked.get(message.ask);
    asked.delete(message.ask);
    if (message.type === 'served') waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.sentence));
  }
}

function main({ file }: ThreadData): void {
  const environment = processEnvironment();
  let code: AgentCode | undefined;
  environment.onFault?.(fault => {
    const place = code?.placeOf(fault);
    const where = place ? ` at ${place}` : '';
    tell({ type: 'stray', sentence: `went wrong outside of any action${where}: ${describeError(fault)}` });
  });
  try {
    trustOnly(environment.uid);
    code = loadAgentCode(file, {
      ...{ environment, api: () => AGENT_API, compile: compileElsewhere },
      inspect: path => requireTrusted(path, environment.uid),
    });
    const loaded = code;
    port.on('message', (message: ToThread) => take(message, loaded));
    tell({ type: 'ready', actions: Object.keys(code.actions) });
  } catch (fault) {
    const [problem, remedy] = isFleetspecError(fault)
      ? [fault.message, fault.remedy ?? 'mend it']
      : [describeError(fault), 'mend it'];
    tell({ type: 'broken', problem, remedy });
  }
}

main(workerData as ThreadData);
