// Whether all name servers of a zone tell the same: its serial.
import type { Serials, ServerSerial } from '../../net/dns/ask_serials';
import { type Failed, isFailed } from '../../net/fault';
import { end } from '../assertion/decide';
import { eventually } from '../assertion/eventually';
import type { ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { foldHosts } from '../host_list';
import { parseModality } from '../language/modality';
import { parseTiming } from '../language/timing';
import { NothingLearned } from '../network/errors';
import { answered } from '../network/reached';
import { CheckFailed, type Finding } from '../verdicts';
import type { NameServers } from './name_servers';
import { nameIn } from './record_question';

/**
 * Every name server of the zone gives the newest serial. One that is silent leaves it open, unless another differs.
 * Throws CheckFailed, NotApplicable and NothingLearned.
 */
export async function expectSameSerial(
  { zone: text, timing = '', modal = 'should' }: ValueSentence & { readonly zone: string },
  servers: NameServers,
  run: CheckContext,
): Promise<void> {
  const zone = nameIn(text);
  const modality = parseModality(modal);
  await eventually(parseTiming(timing), run, async () => {
    const told = await ask(zone, servers, run);
    const serials = told.flatMap(({ serial }) => serial ?? []);
    const newest = Math.max(...serials);
    const behind = told.filter(server => isKnown(server) && server.serial !== newest);
    const silent = told.filter(server => !isKnown(server));
    const differ = behind.length > 0;
    if (!differ && silent.length > 0) throw silence(zone, silent);
    if (differ === modality.negated) return;
    const findings = differ ? behind.map(findingOf) : [{ host: zone, got: `${newest} everywhere` }];
    const expected = differ ? String(Number.isFinite(newest) ? newest : 'one') : 'several';
    end(modality, new CheckFailed(`serial of ${zone}`, expected, findings, undefined, modality.severity));
  });
}

// That it has no address, or answers and knows no such zone, is known.
const isKnown = ({ fault }: ServerSerial): boolean => fault === null || fault.kind === 'name';

const findingOf = ({ server, serial, fault }: ServerSerial): Finding => ({
  host: server,
  got: serial === null ? (fault?.text ?? 'none') : String(serial),
});

function silence(zone: string, silent: readonly ServerSerial[]): NothingLearned {
  const names = foldHosts(silent.map(({ server }) => server));
  return new NothingLearned(`the serial of ${zone} at ${names}`, silent[0]!.fault!.text);
}

async function ask(zone: string, servers: NameServers, run: CheckContext): Promise<readonly ServerSerial[]> {
  const addresses = await servers.addresses(run);
  const question = { zone, port: servers.port, ...(addresses && { servers: addresses }) };
  const answer = await run.observe<Serials | Failed>(
    { kind: 'dns', question: { ...question, type: 'serials' } },
    async limits => (await import('../../net/dns/ask_serials')).askSerials(question, limits),
  );
  if (isFailed(answer) && answer.fault.kind === 'name')
    return [{ server: zone, serial: null, fault: answer.fault }];
  return answered(answer, `the zone ${zone}`).servers;
}
