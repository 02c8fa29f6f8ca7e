// The key with which mail of a domain is signed, as RFC 6376 publishes it: SELECTOR._domainkey.DOMAIN TXT.
import { createPublicKey } from 'node:crypto';

export type DkimKey = {
  /** `rsa`, `ed25519`, or what else stands there. */
  readonly type: string;
  /** 0 for a key that was revoked. */
  readonly bits: number;
  /** Its `p=` is empty. */
  readonly revoked: boolean;
};

/** Why a record is no key. */
export type NoKey = { readonly problem: string };

const MAX_LENGTH = 8192;
const ED25519_BYTES = 32;

/** One record, its parts joined. */
export function parseDkimKey(text: string): DkimKey | NoKey {
  const tags = text.length > MAX_LENGTH ? undefined : tagsOf(text);
  if (!tags) return { problem: 'it is no list of tags' };
  const [version, type] = [tags.get('v') ?? 'DKIM1', (tags.get('k') ?? 'rsa').toLowerCase()];
  if (version !== 'DKIM1') return { problem: `its version is ${JSON.stringify(version.slice(0, 40))}` };
  const key = tags.get('p')?.replace(/\s/g, '');
  if (key === undefined) return { problem: 'it holds no p=' };
  if (key === '') return { type, bits: 0, revoked: true };
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return { problem: 'its p= is no base64' };
  const bits = bitsOf(type, Buffer.from(key, 'base64'));
  return bits === undefined ? { problem: `its p= is no ${type} key` } : { type, bits, revoked: false };
}

// `v=DKIM1; k=rsa; p=…`; each tag once, and space around them does not count.
function tagsOf(text: string): Map<string, string> | undefined {
  const tags = new Map<string, string>();
  for (const part of text.split(';').map(tag => tag.trim())) {
    if (part === '') continue;
    const [, name, value] = /^([A-Za-z]\w*)\s*=\s*(.*)$/s.exec(part) ?? [];
    if (name === undefined || tags.has(name)) return undefined;
    tags.set(name, value!.trim());
  }
  return tags;
}

function bitsOf(type: string, bytes: Buffer): number | undefined {
  if (type === 'ed25519') return bytes.length === ED25519_BYTES ? ED25519_BYTES * 8 : undefined;
  if (type !== 'rsa') return undefined;
  return rsaBits(bytes, 'spki') ?? rsaBits(bytes, 'pkcs1');
}

function rsaBits(der: Buffer, type: 'spki' | 'pkcs1'): number | undefined {
  try {
    const key = createPublicKey({ key: der, format: 'der', type });
    return key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  } catch {
    return undefined;
  }
}
