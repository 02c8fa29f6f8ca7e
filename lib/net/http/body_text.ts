// The text of a body, in the character set its Content-Type names.

/** What is not named, or unknown, is taken for UTF-8; what is none of its characters is U+FFFD. */
export function bodyText(bytes: Buffer, contentType: string | undefined): string {
  const [, label] = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType ?? '') ?? [];
  const charset = label ?? byteOrderOf(bytes);
  if (charset === undefined || /^utf-?8$/i.test(charset)) return bytes.toString('utf8');
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

function byteOrderOf([first, second]: Buffer): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}
