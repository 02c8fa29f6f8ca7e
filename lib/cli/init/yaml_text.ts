// Settings as YAML that a person would write: sections indented, lists and brokers in one line, texts quoted where needed.
export type YamlValue = string | number | boolean | readonly YamlValue[] | YamlSection;
export interface YamlSection {
  readonly [key: string]: YamlValue;
}

/** Lines, each ending with a newline; sections without keys are left out. */
export function yamlText(section: YamlSection): string {
  return lines(section, '')
    .map(line => `${line}\n`)
    .join('');
}

function lines(section: YamlSection, indent: string): string[] {
  return Object.entries(section).flatMap(([name, value]) => {
    const key = scalar(name);
    if (isSection(value)) {
      const inner = lines(value, `${indent}  `);
      return inner.length > 0 ? [`${indent}${key}:`, ...inner] : [];
    }
    if (Array.isArray(value) && value.some(isSection))
      return [`${indent}${key}:`, ...value.map(item => `${indent}  - ${flow(item)}`)];
    return [`${indent}${key}: ${flow(value)}`];
  });
}

const isSection = (value: YamlValue): value is YamlSection =>
  typeof value === 'object' && !Array.isArray(value);

function flow(value: YamlValue): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (!isSection(value)) return typeof value === 'string' ? scalar(value) : String(value);
  const pairs = Object.entries(value).map(([key, inner]) => `${scalar(key)}: ${flow(inner)}`);
  return `{${pairs.join(', ')}}`;
}

// Words and paths stand as they are. JSON's quotes are YAML's.
function scalar(text: string): string {
  const plain = /^[a-zA-Z_/][\w./-]*$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}
