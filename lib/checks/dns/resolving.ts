// Names to addresses and back. Without a chosen name server a name is what programs of this machine see, hosts file
// first; with one it is what that server says.
import { isIP } from 'node:net';
import { canonical, canonicalAddress } from '../../net/dns/canonical';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { BadSentence } from '../errors';
import { parseModality } from '../language/modality';
import { answered } from '../network/reached';
import { addressesOf, type NameServers } from './name_servers';
import { askRecords, nameIn, recordQuestion } from './record_question';

/** `among`: it is one of them. `only`: there is no other. */
export type Resolving = 'among' | 'only';

/** Every address of the name. Throws NothingLearned. */
async function lookUp(name: string, servers: NameServers, run: CheckContext): Promise<readonly string[]> {
  if (!servers.chosen) {
    const answer = await addressesOf(name, run);
    return answered(answer, name).addresses.map(canonicalAddress);
  }
  const ask = (type: string) => askRecords(recordQuestion(type, name), servers, run);
  const [four, six] = [await ask('A'), await ask('AAAA')];
  return [...four.records, ...six.records];
}

/** The name has this address, or these with commas between; undefined: any. Throws as expectValue does. */
export async function expectResolves(
  how: Resolving,
  wanted: string | undefined,
  { name: text, ...sentence }: ValueSentence & { readonly name: string },
  servers: NameServers,
  run: CheckContext,
): Promise<void> {
  const name = nameIn(text);
  const addresses = wanted?.split(',').map(each => addressIn(each.trim()));
  const { negated } = parseModality(sentence.modal);
  await expectValue(
    sentence,
    name,
    () => lookUp(name, servers, run),
    {
      subject: 'address',
      expected: addresses ? `${how === 'only' ? 'only ' : ''}${addresses.join(', ')}` : 'some',
      holds: found => fits(how, found, addresses, negated),
      show: found => (found.length === 0 ? 'none' : found.join(', ')),
    },
    run,
  );
}

// "Should not resolve to A, B" is: to neither of them.
function fits(
  how: Resolving,
  found: readonly string[],
  wanted: readonly string[] | undefined,
  negated: boolean,
): boolean {
  if (!wanted) return found.length > 0;
  if (how === 'among' && negated) return wanted.some(address => found.includes(address));
  const all = wanted.every(address => found.includes(address));
  return all && (how === 'among' || found.every(address => wanted.includes(address)));
}

/** Throws BadSentence. */
function addressIn(text: string): string {
  if (isIP(text)) return canonicalAddress(text);
  throw new BadSentence(`"${text}" is no IP address`, 'write it like 192.0.2.7 or 2001:db8::7');
}

/** One of the names of an address is this one. */
export async function expectReverse(
  wanted: string,
  { address: text, ...sentence }: ValueSentence & { readonly address: string },
  servers: NameServers,
  run: CheckContext,
): Promise<void> {
  const address = addressIn(text);
  const name = nameIn(wanted);
  await expectValue(
    sentence,
    address,
    async () => (await askRecords(recordQuestion('PTR', address), servers, run)).records,
    {
      subject: 'name',
      expected: name,
      holds: names => names.map(canonical).includes(name),
      show: names => (names.length === 0 ? 'none' : names.join(', ')),
    },
    run,
  );
}

/** What `I lookup "…"` and `I reverse lookup "…"` were about. */
export class LookedUp {
  name: string | undefined;
  address: string | undefined;

  /** Asks once, as the sentence says; the sentences behind it ask anew. */
  async lookUp(name: string, servers: NameServers, run: CheckContext): Promise<void> {
    this.name = nameIn(name);
    await lookUp(this.name, servers, run);
  }

  async reverse(address: string, servers: NameServers, run: CheckContext): Promise<void> {
    this.address = addressIn(address);
    await askRecords(recordQuestion('PTR', this.address), servers, run);
  }
}
