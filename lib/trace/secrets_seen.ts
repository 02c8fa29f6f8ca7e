// Texts that must not be shown, learned while tracing: overwritten wherever they turn up in bytes.

// Shorter ones would blot out half of every frame, and are none.
const SHORTEST = 3;
const MAX_SECRETS = 1000;
const STAR = '*'.charCodeAt(0);

export class SecretsSeen {
  readonly #texts = new Set<string>();

  add(text: string): void {
    if (text.length >= SHORTEST && this.#texts.size < MAX_SECRETS) this.#texts.add(text);
  }

  /** A copy with every secret in it as stars. */
  hidden(bytes: Buffer): Buffer {
    const copy = Buffer.from(bytes);
    for (const text of this.#texts) {
      const secret = Buffer.from(text, 'utf8');
      for (let at = copy.indexOf(secret); at >= 0; at = copy.indexOf(secret, at + secret.length)) {
        copy.fill(STAR, at, at + secret.length);
      }
    }
    return copy;
  }
}
