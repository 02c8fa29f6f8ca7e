// Which name servers the sentences of a scenario ask: those of this machine, or one that was chosen.
import { isIP } from 'node:net';
import { type Endpoint, endpointName } from '../../net/endpoint';
import { type Failed, isFailed } from '../../net/fault';
import { type Addresses, findAddresses } from '../../net/find_addresses';
import type { CheckContext } from '../check_context';
import { endpointIn } from '../network/endpoint_in';
import { answered } from '../network/reached';

const DNS_PORT = 53;

export class NameServers {
  #chosen: Endpoint | undefined;

  /** Throws BadSentence. */
  choose(text: string): void {
    this.#chosen = endpointIn(text, DNS_PORT);
  }

  /** Where name servers listen: the port of the chosen one. */
  get port(): number {
    return this.#chosen?.port ?? DNS_PORT;
  }

  get chosen(): boolean {
    return this.#chosen !== undefined;
  }

  /** `address:port` of each; undefined for those of this machine. Throws NothingLearned when its name has no address. */
  async addresses(run: CheckContext): Promise<string[] | undefined> {
    if (!this.#chosen) return undefined;
    const { host, port } = this.#chosen;
    const { addresses } = answered(await addressesOf(host, run), `the name server ${host}`);
    return addresses.map(address => endpointName({ host: address, port }));
  }
}

/** As programs of this machine see them: hosts file first. */
export async function addressesOf(name: string, run: CheckContext): Promise<Addresses | Failed> {
  if (isIP(name)) return { addresses: [name] };
  const answer = await run.observe<Addresses | Failed>({ kind: 'lookup', question: { name } }, limits =>
    findAddresses(name, limits),
  );
  // That there is no such name is what was asked.
  return isFailed(answer) && answer.fault.kind === 'name' ? { addresses: [] } : answer;
}
