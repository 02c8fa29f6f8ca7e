// The broker itself: that it is there, and how full it is.
import { readBroker } from '../../activemq/broker_reading';
import { isFailed } from '../../net/fault';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import { NothingLearned } from '../network/errors';
import { expectNumber, type NumberSentence } from '../network/expect_number';
import { reached } from '../network/reached';
import { askBroker, askWhetherReachable, type BrokerScene, statisticsOf } from './ask_statistics';
import { type ToldMeasure, toldAs } from './told_measure';

export const BROKER_MEMORY = percent('memory', 'memoryPercentUsage');
export const BROKER_STORE = percent('store', 'storePercentUsage');
export const BROKER_TEMPORARY = {
  ...percent('temporary', 'tempPercentUsage'),
  subject: 'use of its temporary store',
};
export const BROKER_CONSUMERS = count('consumers', 'consumerCount');
export const BROKER_PRODUCERS = count('producers', 'producerCount');
export const BROKER_MESSAGES = count('messages', 'size');

export const BROKER_UPTIME: ToldMeasure = {
  subject: 'time since it started',
  label: 'broker_uptime',
  kind: 'seconds',
  read: told => readBroker(statisticsOf(told), told.time).uptimeSeconds,
};

function percent(name: string, key: string): ToldMeasure {
  return { ...toldAs(key, `broker_${name}`, `use of its ${name}`), kind: 'percent' };
}

function count(name: string, key: string): ToldMeasure {
  return toldAs(key, `broker_${name}`, name);
}

/** Throws as expectValue does, and what asking a broker throws. */
export async function expectBrokerNumber(
  { subject, label, kind, read }: ToldMeasure,
  sentence: NumberSentence,
  scene: BrokerScene,
): Promise<void> {
  await expectNumber(
    sentence,
    {
      thing: scene.brokers.thing,
      subject,
      label,
      kind,
      async look() {
        const value = read(await askBroker(scene));
        if (value === undefined)
          throw new NothingLearned(`${subject} of ${scene.brokers.thing}`, 'it does not tell');
        return value;
      },
      numberOf: value => value,
    },
    scene.run,
  );
}

/** It lets us in; that nobody answers is a failure. */
export async function expectBrokerReachable(sentence: ValueSentence, scene: BrokerScene): Promise<void> {
  const { thing } = scene.brokers;
  await expectValue(
    sentence,
    thing,
    async () => reached(await askWhetherReachable(scene), thing, sentence.modal, 'counts'),
    {
      subject: 'connection',
      expected: 'taken',
      holds: answer => !isFailed(answer),
      show: answer => (isFailed(answer) ? answer.fault.text : `taken by ${answer.address}`),
    },
    scene.run,
  );
}
