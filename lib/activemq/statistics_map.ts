// A map message as ActiveMQ's STOMP transformations write it, jms-map-json (Jettison) or jms-map-xml (XStream).
import { StatisticsUnreadable } from './errors';

/** Keys as ActiveMQ names them (`enqueueCount`, `memoryPercentUsage` …). */
export type StatisticsMap = ReadonlyMap<string, string | number>;

/** The number under a key, undefined when there is none. */
export function numberIn(statistics: StatisticsMap, key: string): number | undefined {
  const value = statistics.get(key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

const MAX_BYTES = 256 * 1024;
const MAX_ENTRIES = 500;
const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/** An empty map is the end marker of a list. Throws StatisticsUnreadable. */
export function parseStatisticsMap(body: Buffer): StatisticsMap {
  if (body.length > MAX_BYTES) throw new StatisticsUnreadable(`it has ${body.length} bytes`);
  const text = body.toString('utf8').trim();
  const entries = text.startsWith('<') ? xmlEntries(text) : jsonEntries(text);
  if (entries.length > MAX_ENTRIES) throw new StatisticsUnreadable(`it has ${entries.length} entries`);
  return new Map(entries);
}

type Entry = [name: string, value: string | number];

// {"string":"size","long":1}; where the value is text too, {"string":["brokerName","x"]}. A single entry is no array.
function jsonEntries(text: string): Entry[] {
  const map = (parseJson(text) as { map?: unknown } | null)?.map;
  if (map === '' || map === null) return [];
  const entry = (map as { entry?: unknown } | undefined)?.entry;
  if (typeof entry !== 'object' || entry === null) throw new StatisticsUnreadable('it is no map');
  return (Array.isArray(entry) ? entry : [entry]).map(jsonEntry);
}

function jsonEntry(entry: unknown): Entry {
  const fields = (entry ?? {}) as Record<string, unknown>;
  const { string: key, ...values } = fields;
  const [name, text] = Array.isArray(key) ? key : [key];
  const value = Array.isArray(key) ? text : Object.values(values)[0];
  const fits = typeof value === 'number' || typeof value === 'string';
  if (typeof name === 'string' && fits) return [name, value];
  throw new StatisticsUnreadable('an entry is no pair of name and value');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StatisticsUnreadable('it is neither JSON nor XML', error);
  }
}

const XML_ENTRY = /<entry>\s*<string>([^<]*)<\/string>\s*<(\w+)>([^<]*)<\/\2>\s*<\/entry>/g;

function xmlEntries(text: string): Entry[] {
  if (!/^(<\?xml[^>]*>\s*)?<map\b/.test(text)) throw new StatisticsUnreadable('its XML is no map');
  return [...text.matchAll(XML_ENTRY)].map(([, name = '', type, value = '']) => {
    const plain = xmlText(value);
    return [xmlText(name), type !== 'string' && NUMBER.test(plain) ? Number(plain) : plain];
  });
}

const XML_NAMES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function xmlText(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#x([0-9a-f]{1,6})|#(\d{1,7}));/gi,
    (whole, name, hex, decimal) => {
      if (name) return XML_NAMES[String(name).toLowerCase()] ?? whole;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
