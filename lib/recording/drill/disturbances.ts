// What can go wrong with the answers of a recorded run, one thing at a time: a host falls silent or refuses, a value is
// another one or gone, nobody is there, a question ends in a fault.
import { describeFilter } from '../../rpc/describe_filter';
import type { RecordedCall, RecordedEvent, RecordedReply } from '../recording';
import type { TaggedJson } from '../tagged_json';
import { type Leaf, leafAt, leafPaths, withLeaf } from './leaves';

/** `absent`: something is not known any more, which must never look well. `other`: it is known and different. */
export type DisturbanceKind = 'absent' | 'other';

export interface Disturbance {
  readonly kind: DisturbanceKind;
  /** What was asked: `host load`. */
  readonly question: string;
  /** What is wrong: `silent`, `"load1" missing`. */
  readonly what: string;
  /** The field it is about; a check need not look at every field. */
  readonly field?: string;
  /** The ways in which it can be wrong, each from one host to all. One of them must be noticed. */
  readonly ways: readonly Way[];
}

export interface Way {
  readonly stages: readonly Stage[];
}

export interface Stage {
  /** Hosts concerned; empty for what is no host. */
  readonly hosts: readonly string[];
  apply(events: readonly RecordedEvent[]): RecordedEvent[];
}

type Call = RecordedEvent & RecordedCall;
type Observed = Extract<RecordedEvent, { kind: 'observation' }>;
type Discovered = Extract<RecordedEvent, { kind: 'discovery' }>;

/** Of each question its first and last time: what is wrong then stays wrong. */
export function disturbances(events: readonly RecordedEvent[]): Disturbance[] {
  return firstAndLast(events).flatMap(({ event, index, time }) => {
    if (event.kind === 'call') return callDisturbances(event, index, time);
    if (event.kind === 'observation') return observationDisturbances(event, index, time);
    return event.kind === 'discovery' ? [nobody(event, index)] : [];
  });
}

interface Occurrence {
  readonly event: RecordedEvent;
  readonly index: number;
  /** ` the last time`, or nothing when it was asked once. */
  readonly time: string;
}

function firstAndLast(events: readonly RecordedEvent[]): Occurrence[] {
  const places = new Map<string, number[]>();
  for (const [index, event] of events.entries()) {
    const key = keyOf(event);
    if (key !== undefined) places.set(key, [...(places.get(key) ?? []), index]);
  }
  return [...places.values()].flatMap(indexes => {
    const [first, last] = [indexes[0]!, indexes.at(-1)!];
    if (first === last) return [{ event: events[first]!, index: first, time: '' }];
    return [
      { event: events[first]!, index: first, time: '' },
      { event: events[last]!, index: last, time: ' the last time' },
    ];
  });
}

function keyOf(event: RecordedEvent): string | undefined {
  if (event.kind === 'call') return `call ${event.agent} ${event.action} ${JSON.stringify(event.args)}`;
  if (event.kind === 'observation') return `observation ${JSON.stringify(event.of)}`;
  return event.kind === 'discovery' ? `discovery ${JSON.stringify(event.filter)}` : undefined;
}

function callDisturbances(event: Call, index: number, time: string): Disturbance[] {
  const question = `${event.agent} ${event.action}${argumentsOf(event)}${time}`;
  const answered = event.replies.filter(reply => reply.statuscode === 0);
  if (answered.length === 0) return [];
  const hosts = answered.map(reply => reply.sender).sort();
  const way = (change: HostChange): Way => ({ stages: stagesFor(hosts, event, index, change) });
  const paths = [...new Set(answered.flatMap(reply => leafPaths(reply.data)))];
  return [
    { kind: 'absent', question, what: 'silent', ways: [way(silent)] },
    { kind: 'absent', question, what: 'refused', ways: [way(refused)] },
    ...paths.flatMap((field): Disturbance[] => {
      const sample = answered.map(reply => leafAt(reply.data, field)).find(leaf => leaf !== undefined);
      const inData = (change: (leaf: Leaf) => Leaf | undefined) =>
        way(reply => ({ ...reply, data: withLeaf(reply.data, field, change) }));
      return [
        { kind: 'absent', question, field, what: `"${field}" missing`, ways: [inData(() => undefined)] },
        { kind: 'other', question, field, what: `"${field}" other`, ways: others(sample).map(inData) },
      ];
    }),
  ];
}

// ` file=/etc/nginx/nginx.conf`: the same action asked for another thing is another question.
function argumentsOf({ args }: Call): string {
  if (args === null || typeof args !== 'object' || Array.isArray(args)) return '';
  return Object.entries(args)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
}

/** Another reply, or undefined: none. */
type HostChange = (reply: RecordedReply) => RecordedReply | undefined;

const silent: HostChange = () => undefined;
const refused: HostChange = reply => ({
  ...reply,
  statuscode: 1,
  statusmsg: 'refused by the drill',
  data: {},
});

// One host, half of them, all.
function stagesFor(hosts: readonly string[], event: Call, index: number, change: HostChange): Stage[] {
  const key = keyOf(event);
  const sizes = [...new Set([1, Math.ceil(hosts.length / 2), hosts.length])];
  return sizes.map(size => {
    const some = new Set(hosts.slice(0, size));
    return {
      hosts: [...some],
      apply: events =>
        events.map((one, i) =>
          i >= index && one.kind === 'call' && keyOf(one) === key ? disturbed(one, some, change) : one,
        ),
    };
  });
}

function disturbed(event: Call, hosts: ReadonlySet<string>, change: HostChange): RecordedEvent {
  const lost: string[] = [];
  const replies = event.replies.flatMap(reply => {
    const other = hosts.has(reply.sender) ? change(reply) : reply;
    if (!other) lost.push(reply.sender);
    return other ? [other] : [];
  });
  return { ...event, replies, noResponse: [...event.noResponse, ...lost].sort() };
}

function observationDisturbances(event: Observed, index: number, time: string): Disturbance[] {
  const question = `${event.of.kind} ${JSON.stringify(event.of.question)}${time}`;
  const way = (change: (one: Observed) => RecordedEvent): Way => ({
    stages: [{ hosts: [], apply: events => changedFrom(events, event, index, change) }],
  });
  const fault = { name: 'Error', message: 'unreachable in the drill' };
  const answer = event.answer as TaggedJson;
  return [
    {
      kind: 'absent',
      question,
      what: 'unreachable',
      ways: [
        way(({ at, done, of }) => ({ kind: 'fault', at, done, asked: { kind: 'observation', of }, fault })),
      ],
    },
    ...leafPaths(answer).flatMap((field): Disturbance[] => {
      const inAnswer = (change: (leaf: Leaf) => Leaf | undefined) =>
        way(one => ({ ...one, answer: withLeaf(one.answer as TaggedJson, field, change) }));
      return [
        { kind: 'absent', question, field, what: `"${field}" missing`, ways: [inAnswer(() => undefined)] },
        {
          kind: 'other',
          question,
          field,
          what: `"${field}" other`,
          ways: others(leafAt(answer, field)).map(inAnswer),
        },
      ];
    }),
  ];
}

function changedFrom(
  events: readonly RecordedEvent[],
  event: Observed,
  index: number,
  change: (one: Observed) => RecordedEvent,
): RecordedEvent[] {
  const key = keyOf(event);
  return events.map((one, i) =>
    i >= index && one.kind === 'observation' && keyOf(one) === key ? change(one) : one,
  );
}

function nobody(event: Discovered, index: number): Disturbance {
  const key = keyOf(event);
  const apply = (events: readonly RecordedEvent[]): RecordedEvent[] =>
    events.map((one, i) =>
      i >= index && one.kind === 'discovery' && keyOf(one) === key
        ? { ...one, found: { ...one.found, nodes: [] } }
        : one,
    );
  return {
    kind: 'absent',
    question: `who is there for ${describeFilter({ ...event.filter, compound: event.filter.compound as never })}`,
    what: 'nobody',
    ways: [{ stages: [{ hosts: [], apply }] }],
  };
}

const FAR = 1e9;

// Where nothing is below 0, that it makes no sense would be noticed, and say nothing of the limit.
const farBelow = (value: number): number => (value >= 0 ? Math.max(0, value - FAR) : value - FAR);

/** Values of the same kind that are not this one: one of them must be wrong to a check that looks at it. */
function others(value: Leaf | undefined): ((leaf: Leaf) => Leaf)[] {
  if (typeof value === 'number')
    return [leaf => Number(leaf) + FAR, () => 0, leaf => farBelow(Number(leaf)), leaf => Number(leaf) + 1];
  if (typeof value === 'boolean') return [leaf => !leaf];
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
    return [() => String(FAR), () => '0', () => 'drilled'];
  return [() => 'drilled', () => ''];
}
