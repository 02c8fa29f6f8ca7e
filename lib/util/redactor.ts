// Takes secrets out of texts before anybody sees them, however they are written there.
import { HIDDEN } from './secret_name';

// Shorter ones stand in ordinary words by chance, and hiding those would tell them.
const SHORTEST = 4;

export class Redactor {
  #forms: readonly string[] = [];

  /** Secrets shorter than four characters are not looked for. */
  add(secret: string): void {
    if (secret.length < SHORTEST || secret === HIDDEN) return;
    const forms = new Set([...this.#forms, ...formsOf(secret)]);
    // A secret may be the beginning of another.
    this.#forms = [...forms].sort((a, b) => b.length - a.length);
  }

  get empty(): boolean {
    return this.#forms.length === 0;
  }

  text(text: string): string {
    let clean = text;
    for (const form of this.#forms) clean = clean.replaceAll(form, HIDDEN);
    return clean;
  }

  /** The same of bytes in base64, in which a secret begins at any of three places. */
  base64(body: string): string {
    if (this.empty) return body;
    const bytes = Buffer.from(body, 'base64');
    const clean = this.text(bytes.toString('latin1'));
    return clean === bytes.toString('latin1') ? body : Buffer.from(clean, 'latin1').toString('base64');
  }

  /** The same with all texts clean, keys too; `value` is plain data. */
  data<T>(value: T): T {
    return this.empty ? value : (this.#clean(value) as T);
  }

  /** The same in place, for objects that others hold already. */
  inPlace(value: object): void {
    if (!this.empty) Object.assign(value, this.#clean(value));
  }

  #clean(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map(item => this.#clean(item));
    if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.text(key), this.#clean(item)]),
    );
  }
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** As it is, in JSON, in XML and HTML, in an address, in base64, and each line of it. */
function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const html = xml.replaceAll('"', '&quot;');
  const lines = secret.split('\n').filter(line => line.length >= SHORTEST * 2);
  return [
    secret,
    json,
    xml,
    html,
    html.replaceAll("'", '&#x27;'),
    html.replaceAll("'", '&#39;'),
    encoded(secret),
    // Bytes that are looked at one by one.
    Buffer.from(secret).toString('latin1'),
    Buffer.from(secret).toString('base64'),
    ...insideBase64(secret),
    ...lines,
  ];
}

/** What it is in the middle of something in base64, as a password behind `user:` is; it begins at any of three places. */
function insideBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < SHORTEST * 2) return [];
  return [0, 1, 2].flatMap(before => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // Of the first and the last character only some bits are of the secret.
    const whole = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

// Half of a pair of surrogates has no encoding.
function encoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}
