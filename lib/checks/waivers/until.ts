// Points in time as people write them into a file of waivers: a day, or a day and a time, here or with a zone.

export type Side = 'begin' | 'end';

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const MINUTE = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?: ?(Z|[+-]\d\d:?\d\d))?$/i;

/**
 * Epoch milliseconds; a day alone is its first or its last moment. Without a zone it is the time of this machine.
 * Undefined for what is no such point, such as 30 February.
 */
export function parseMoment(text: string, side: Side): number | undefined {
  const day = DAY.exec(text);
  if (day) return dayOf(day, side);
  const match = MINUTE.exec(text);
  if (!match) return undefined;
  const [, year, month, date, hour, minute, second = '00', zone = ''] = match;
  const written = [year, month, date, hour, minute, second].map(Number);
  if (written[3]! > 23 || written[4]! > 59 || written[5]! > 59) return undefined;
  if (!isDay(written[0]!, written[1]!, written[2]!)) return undefined;
  const iso = `${year}-${month}-${date}T${hour}:${minute}:${second}`;
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
  const moment = Date.parse(iso + offset);
  return Number.isNaN(moment) ? undefined : moment;
}

function dayOf([, year, month, date]: RegExpExecArray, side: Side): number | undefined {
  const parts = [Number(year), Number(month), Number(date)] as const;
  if (!isDay(...parts)) return undefined;
  const begin = new Date(parts[0], parts[1] - 1, parts[2] + (side === 'end' ? 1 : 0)).getTime();
  return side === 'end' ? begin - 1 : begin;
}

function isDay(year: number, month: number, date: number): boolean {
  const day = new Date(Date.UTC(year, month - 1, date));
  return day.getUTCMonth() === month - 1 && day.getUTCDate() === date;
}
