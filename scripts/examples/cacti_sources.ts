// What the templates for Cacti ask activemq_cacti for: two data input methods, and the graphs of each.
import { BROKER_FIELDS, QUEUE_FIELDS } from '../../lib/activemq/cacti_fields';

const LOGIN = '--extra-opts=activemq@/etc/cacti/activemq.ini';
const PROGRAM = '<path_cacti>/scripts/activemq_cacti -H <hostname> -P <port> --fields <fields>';

export interface Input {
  readonly name: string;
  readonly title: string;
  readonly typeCode: string;
  readonly value: string;
  /** Told for each data source. */
  readonly asked: boolean;
}

/** What is asked for: a data input method, and graphs with a data template each. */
export interface Source {
  /** `ActiveMQ - Broker` */
  readonly name: string;
  readonly title: string;
  readonly command: string;
  readonly inputs: readonly Input[];
  readonly outputs: readonly string[];
  readonly graphs: readonly Graph[];
}

/**
 * Its data template has just its fields: of others Cacti would make no place in the database it creates, and then fail to
 * store the line.
 */
export interface Graph {
  readonly name: string;
  readonly unit: string;
  readonly series: readonly Series[];
}

export interface Series {
  readonly field: string;
  readonly text: string;
  readonly colour: string;
  readonly shape: 'area' | 'line';
}

const HOST: Input = { name: 'hostname', title: 'Broker', typeCode: 'hostname', value: '', asked: false };
const PORT: Input = { name: 'port', title: 'STOMP port', typeCode: '', value: '61613', asked: false };
const FIELDS: Input = { name: 'fields', title: 'Fields', typeCode: '', value: '', asked: false };
const QUEUE: Input = { name: 'queue', title: 'Queue', typeCode: '', value: '', asked: true };

const area = (field: string, text: string, colour: string): Series => ({
  field,
  text,
  colour,
  shape: 'area',
});
const line = (field: string, text: string, colour: string): Series => ({
  field,
  text,
  colour,
  shape: 'line',
});

const FLOW: Graph = {
  name: 'Messages a second',
  unit: 'messages a second',
  series: [
    area('enqueueCount', 'Enqueued', '4668E4'),
    line('dequeueCount', 'Dequeued', '00CF00'),
    line('expiredCount', 'Expired', 'FF0000'),
  ],
};
const CLIENTS: Graph = {
  name: 'Clients',
  unit: 'clients',
  series: [line('consumerCount', 'Consumers', '00CF00'), line('producerCount', 'Producers', '4668E4')],
};
const MESSAGES: Graph = {
  name: 'Messages',
  unit: 'messages',
  series: [area('size', 'Waiting', '7CB3F1'), line('inflightCount', 'In flight', 'F51D30')],
};

export const SOURCES: readonly Source[] = [
  {
    name: 'ActiveMQ - Broker',
    title: '|host_description| - ActiveMQ Broker',
    command: `${PROGRAM} ${LOGIN} --report broker`,
    inputs: [HOST, PORT, FIELDS],
    outputs: BROKER_FIELDS,
    graphs: [
      FLOW,
      MESSAGES,
      CLIENTS,
      {
        name: 'Usage',
        unit: 'percent of the limit',
        series: [
          line('memoryPercentUsage', 'Memory', '4668E4'),
          line('storePercentUsage', 'Store', 'F51D30'),
          line('tempPercentUsage', 'Temporary', '00CF00'),
        ],
      },
    ],
  },
  {
    name: 'ActiveMQ - Queue',
    title: '|host_description| - ActiveMQ |input_queue|',
    command: `${PROGRAM} ${LOGIN} --report <queue>`,
    inputs: [HOST, PORT, FIELDS, QUEUE],
    outputs: QUEUE_FIELDS,
    graphs: [
      FLOW,
      MESSAGES,
      CLIENTS,
      {
        name: 'Age of the oldest message',
        unit: 'seconds',
        series: [area('oldestMessageAge', 'Oldest message', 'F51D30')],
      },
      {
        name: 'Memory',
        unit: 'percent of the limit',
        series: [area('memoryPercentUsage', 'Memory', '4668E4')],
      },
    ],
  },
];

export const graphName = (source: Source, { name }: Graph): string => `${source.name} - ${name}`;
