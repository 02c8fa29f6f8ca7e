// Security plugins: payloads to messages. Mutated as they are; with the signature made anew, so that what lies behind
// it is reached; and mutated bodies in sound envelopes, properly signed.
import { constants, createHash, createPrivateKey, privateEncrypt, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MarshalError } from '../../../lib/marshal/errors';
import { load as loadMarshal } from '../../../lib/marshal/reader';
import { type RubyHash, type RubyValue, sym, symbolGet, symbolHash } from '../../../lib/marshal/values';
import { dump as dumpMarshal } from '../../../lib/marshal/writer';
import { encodeBase64 } from '../../../lib/mcollective/base64';
import { MessageRefused } from '../../../lib/mcollective/errors';
import { matches } from '../../../lib/mcollective/filter_match';
import { parseRpcReply, parseRpcRequest } from '../../../lib/mcollective/rpc_body';
import { BodyCipher } from '../../../lib/mcollective/security/body_cipher';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import { makeAes, makeSsl } from '../../../lib/mcollective/security/rsa_security';
import type { SecurityProvider } from '../../../lib/mcollective/security/security_provider';
import { PsychError } from '../../../lib/psych/errors';
import { load as loadYaml } from '../../../lib/psych/reader';
import { dump as dumpYaml } from '../../../lib/psych/writer';
import { fromHex, golden } from '../../conformance/mcollective/golden_file';
import * as recorded from '../../conformance/mcollective/psk_payloads';
import { aesConfig, sslConfig } from '../../conformance/mcollective/rsa_config';
import type { RsaVector } from '../../conformance/mcollective/rsa_vectors';
import { type FuzzCodec, refusedOrTaken } from '../fuzz_codec';

type Form = 'marshal' | 'yaml';

const NODE = { identity: 'n', agents: ['rpcutil'], classes: ['c'], facts: { a: '1', b: ['2'] } };
const DICTIONARY = [
  'cert=alice',
  'cert=../x',
  'uid=0',
  ':filter',
  ':callerid',
  ':ttl',
  'i\x00',
  'I"\x00',
  '/(a|a)*/',
  'statuscode',
];
const CIPHER = 'aes-256-cbc';
const SERIALIZERS = {
  marshal: { load: loadMarshal, dump: dumpMarshal },
  yaml: { load: loadYaml, dump: dumpYaml },
};

interface Plugin {
  readonly form: Form;
  readonly node: SecurityProvider;
  readonly client: SecurityProvider;
  readonly envelopes: readonly Buffer[];
  readonly bodies: readonly Buffer[];
  /** Signs, or encrypts, the body of an envelope anew; `inner` replaces it. */
  seal(envelope: RubyHash, inner: Buffer | undefined): void;
}

function decode({ node, client }: Plugin, payload: Buffer): boolean {
  const asRequest = refusedOrTaken(() => {
    const { body, filter } = node.decodeRequest(payload);
    matches(filter, NODE);
    refusedOrTaken(() => parseRpcRequest(body), MessageRefused);
  }, MessageRefused);
  const asReply = refusedOrTaken(() => {
    const { body } = client.decodeReply(payload);
    refusedOrTaken(() => parseRpcReply(body), MessageRefused);
  }, MessageRefused);
  return asRequest || asReply;
}

// Undefined when there is nothing to seal.
function sealed(plugin: Plugin, payload: Buffer, inner?: Buffer): Buffer | undefined {
  const { load, dump } = SERIALIZERS[plugin.form];
  let result: Buffer | undefined;
  refusedOrTaken(
    () => {
      const envelope = load(payload);
      if (!(envelope instanceof Map)) return;
      plugin.seal(envelope, inner);
      result = dump(envelope);
    },
    MarshalError,
    PsychError,
  );
  return result;
}

// Entries of the corpus are the envelopes and bodies of each plugin in turn.
function securityCodec(name: string, plugins: readonly Plugin[]): FuzzCodec {
  const entries = plugins.flatMap(plugin => [
    ...plugin.envelopes.map(bytes => ({ plugin, bytes, isBody: false })),
    ...plugin.bodies.map(bytes => ({ plugin, bytes, isBody: true })),
  ]);
  return {
    name,
    corpus: entries.map(({ bytes }) => bytes),
    dictionary: DICTIONARY,
    feed(input, random, from) {
      const { plugin, isBody } = entries[from]!;
      if (isBody) return decode(plugin, sealed(plugin, random.pick(plugin.envelopes), input) ?? input);
      return decode(plugin, random.once(2) ? input : (sealed(plugin, input) ?? input));
    },
  };
}

const bodyOf = (envelope: RubyHash): Buffer => {
  const body = symbolGet(envelope, 'body');
  return Buffer.isBuffer(body) ? body : Buffer.from(String(body));
};

const rpcBodies = (form: Form, wrap: (body: RubyValue) => RubyValue): Buffer[] =>
  [
    symbolHash({
      agent: 'rpcutil',
      action: 'ping',
      data: symbolHash({ x: [1, 'two', null], process_results: true }),
    }),
    symbolHash({ statuscode: 0, statusmsg: 'OK', data: symbolHash({ pong: 1_700_000_000 }) }),
    'ping',
  ].map(body => SERIALIZERS[form].dump(wrap(body)));

const PSK = recorded.PSK;
const { PSK: _key, ...payloads } = recorded;

export const psk = securityCodec('psk', [
  {
    form: 'marshal',
    node: new PskSecurity(PSK, 'uid=0'),
    client: new PskSecurity(PSK, 'uid=0'),
    envelopes: Object.values(payloads).map(fromHex),
    bodies: rpcBodies('marshal', body => body),
    seal(envelope, inner = bodyOf(envelope)) {
      envelope.set(sym('body'), inner);
      envelope.set(sym('hash'), createHash('md5').update(inner).update(PSK).digest('hex'));
    },
  },
]);

const signed =
  (prefix: string) =>
  (body: RubyValue): RubyValue =>
    symbolHash({ [`${prefix}_msg`]: body, [`${prefix}_ttl`]: 60, [`${prefix}_msgtime`]: 1_700_000_000 });

const envelopesOf = (file: string, form: Form): Buffer[] =>
  golden<RsaVector[]>(file)
    .filter(({ serializer, cipher }) => serializer === form && (cipher ?? CIPHER) === CIPHER)
    .map(({ payload }) => fromHex(payload));

function sslPlugin(form: Form): Plugin {
  const key = createPrivateKey(readFileSync(sslConfig(form).clientPrivate!));
  return {
    form,
    node: makeSsl(sslConfig(form), undefined, 'server'),
    client: makeSsl(sslConfig(form), undefined, 'client'),
    envelopes: envelopesOf('ssl', form),
    bodies: rpcBodies(form, signed('ssl')),
    seal(envelope, inner = bodyOf(envelope)) {
      envelope.set(sym('body'), form === 'yaml' ? inner.toString('utf8') : inner);
      envelope.set(sym('hash'), encodeBase64(sign('RSA-SHA1', inner, key)).toString());
    },
  };
}

function aesPlugin(form: Form): Plugin {
  const cipher = new BodyCipher(CIPHER);
  // One K for all: wrapping a new one costs more than all the rest.
  const k = cipher.random();
  const key = createPrivateKey(readFileSync(aesConfig(form).clientPrivate!));
  const sslkey = encodeBase64(privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, k)).toString();
  return {
    form,
    node: makeAes(aesConfig(form), undefined, 'server'),
    client: makeAes(aesConfig(form), undefined, 'client'),
    envelopes: envelopesOf('aes', form),
    bodies: rpcBodies(form, signed('aes')),
    seal(envelope, inner) {
      if (!inner) return;
      envelope.set(sym('body'), encodeBase64(cipher.encrypt(k, inner)).toString());
      envelope.set(sym('sslkey'), sslkey);
    },
  };
}

export const ssl = securityCodec('ssl', [sslPlugin('marshal'), sslPlugin('yaml')]);
export const aes = securityCodec('aes', [aesPlugin('marshal'), aesPlugin('yaml')]);
