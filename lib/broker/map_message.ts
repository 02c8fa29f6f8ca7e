// Map messages as text, as ActiveMQ's STOMP transformations jms-map-xml (XStream) and jms-map-json (Jettison).

export type MapEntry =
  | readonly [name: string, type: 'int' | 'long' | 'double', value: number]
  | readonly [name: string, type: 'string', value: string];

export interface RenderedMap {
  readonly text: string;
  /** For the `transformation` header: the format in full. */
  readonly transformation: string;
}

/** `asked`: the `transformation` of the subscription; XML unless it wants JSON. */
export function renderMap(map: readonly MapEntry[], asked: string | undefined): RenderedMap {
  return asked?.toLowerCase().endsWith('json')
    ? { text: toJson(map), transformation: 'jms-map-json' }
    : { text: toXml(map), transformation: 'jms-map-xml' };
}

// Jettison turns two elements of one name into a list: key and value of a string entry are both "string".
function toJson(map: readonly MapEntry[]): string {
  if (map.length === 0) return '{"map":""}';
  const entries = map.map(([name, type, value]) =>
    type === 'string'
      ? `{"string":[${jsonString(name)},${jsonString(value)}]}`
      : `{"string":${jsonString(name)},"${type}":${value}}`,
  );
  return `{"map":{"entry":${entries.length === 1 ? entries[0] : `[${entries.join(',')}]`}}}`;
}

function jsonString(text: string): string {
  return JSON.stringify(text).replaceAll('/', '\\/');
}

function toXml(map: readonly MapEntry[]): string {
  if (map.length === 0) return '<map/>';
  const entries = map.map(
    ([name, type, value]) =>
      `  <entry>\n    <string>${xmlText(name)}</string>\n    <${type}>${xmlValue(type, value)}</${type}>\n  </entry>\n`,
  );
  return `<map>\n${entries.join('')}</map>`;
}

// Java writes doubles with a decimal point always.
function xmlValue(type: string, value: number | string): string {
  if (type === 'double' && Number.isInteger(value)) return `${value}.0`;
  return xmlText(String(value));
}

const XML_ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xd;',
};

function xmlText(text: string): string {
  return text.replace(/[&<>"'\r]/g, character => XML_ESCAPES[character]!);
}
