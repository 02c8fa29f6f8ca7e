// NRDP and Icinga 2 over HTTP: what is asked, and what is made of every answer.
import { afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { PassiveResult } from '../../../lib/passive/passive_result';
import { checkResult, Icinga2Receiver } from '../../../lib/passive/receivers/icinga2';
import { NrdpReceiver, readAnswer as readNrdp } from '../../../lib/passive/receivers/nrdp';
import { faultOf, type HttpReply, httpServer, type SeenRequest } from './fake_server';
import { about, RESULT } from './samples';

type Server = Awaited<ReturnType<typeof httpServer>>;

let server: Server | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function serve(
  answer: HttpReply | undefined | ((request: SeenRequest) => HttpReply | undefined),
): Promise<Server> {
  server = await httpServer(typeof answer === 'function' ? answer : () => answer);
  return server;
}

const never = new AbortController().signal;
const json = (value: unknown): HttpReply => ({ body: JSON.stringify(value) });

describe('NRDP', () => {
  const OK = json({ result: { status: 0, message: 'OK', meta: { output: '2 checks processed' } } });

  const send = async (results: readonly PassiveResult[], signal = never, user?: string) =>
    new NrdpReceiver(
      { name: 'nrdp', url: `http://127.0.0.1:${server!.port}/nrdp/`, ca: undefined, user },
      { token: 'to&ken=1', password: 'pass' },
    ).send(results, signal);

  /** What NRDP's page does with a request, field by field. */
  function page({ method, headers, body }: SeenRequest): HttpReply {
    const error = (message: string) => json({ result: { status: -1, message } });
    if (method !== 'POST' || headers['content-type'] !== 'application/x-www-form-urlencoded')
      return error('NO REQUEST');
    const form = new URLSearchParams(body);
    if (form.get('token') !== 'to&ken=1') return error('BAD TOKEN');
    if (form.get('cmd') !== 'submitcheck') return error('NO COMMAND');
    const { checkresults } = JSON.parse(form.get('JSONDATA')!);
    for (const one of checkresults) {
      const service = one.checkresult.type === 'service';
      const fields = ['checkresult', 'hostname', ...(service ? ['servicename'] : []), 'state', 'output'];
      if (Object.keys(one).join() !== fields.join() || one.checkresult.checktype !== '1')
        return error('BAD JSON');
      if (!/^[0-3]$/.test(one.state)) return error('BAD STATE');
    }
    return json({
      result: { status: 0, message: 'OK', meta: { output: `${checkresults.length} checks processed` } },
    });
  }

  it('gets a form with token, command and all results', async () => {
    await serve(page);
    await send([about('disk'), { ...RESULT, service: undefined }]);
    const [request] = server!.seen;
    expect(request!.path).to.equal('/nrdp/');
    expect(request!.headers.authorization).to.equal(undefined);
    const { checkresults } = JSON.parse(new URLSearchParams(request!.body).get('JSONDATA')!);
    expect(checkresults.map((one: { hostname: string }) => one.hostname)).to.deep.equal(['web1', 'web1']);
    expect(checkresults[0].output).to.contain("|/=9GB;8;9;0;10 '/var log'=1GB\n");
  });

  it('gets a login where there is one', async () => {
    await serve(page);
    await send([RESULT], never, 'op');
    expect(server!.seen[0]!.headers.authorization).to.equal(
      `Basic ${Buffer.from('op:pass').toString('base64')}`,
    );
  });

  for (const [what, answer, code, says] of [
    [
      'another token',
      json({ result: { status: '-1', message: 'BAD TOKEN' } }),
      'E_RECEIVER_REFUSED',
      'says "BAD TOKEN"',
    ],
    [
      'XML',
      {
        body: '<?xml version="1.0"?>\n<result>\n  <status>-1</status>\n  <message>NO DATA</message>\n</result>',
      },
      'E_RECEIVER_REFUSED',
      'says "NO DATA"',
    ],
    [
      'a page of something else',
      { body: '<html>It works!</html>' },
      'E_RECEIVER_REFUSED',
      'does not answer as NRDP',
    ],
    ['no page', { status: 404, body: 'no' }, 'E_RECEIVER_REFUSED', 'does not answer as NRDP does (404)'],
    ['a fault', { status: 500 }, 'E_RECEIVER_UNAVAILABLE', 'answers 500'],
    ['a broken gateway', { status: 502 }, 'E_RECEIVER_UNAVAILABLE', 'answers 502'],
    ['a login', { status: 401 }, 'E_RECEIVER_REFUSED', 'another login'],
    [
      'another place',
      { status: 302, headers: { location: '/x' } },
      'E_RECEIVER_REFUSED',
      'sends us elsewhere',
    ],
    [
      'fewer results',
      json({ result: { status: 0, meta: { output: '1 checks processed' } } }),
      'E_RECEIVER_UNAVAILABLE',
      'took 1 of 2',
    ],
    ['too much', { body: 'x'.repeat(300_000) }, 'E_RECEIVER_UNAVAILABLE', 'too long'],
  ] as [string, HttpReply, string, string][]) {
    it(`answering with ${what} has not taken them`, async () => {
      await serve(answer);
      const fault = await faultOf(send([about('a'), about('b')]));
      expect(fault.code).to.equal(code);
      expect(fault.message).to.contain(says).and.not.to.contain('to&ken');
    });
  }

  it('reads the answers of all its versions', () => {
    expect(readNrdp(OK.body!)).to.deep.equal({ status: 0, message: '"OK"', processed: 2 });
    expect(
      readNrdp(
        '<result><status>0</status><message>OK</message><meta><output>1 checks processed.</output></meta></result>',
      ),
    ).to.deep.equal({ status: 0, message: '"OK"', processed: 1 });
    for (const text of [
      '',
      'null',
      '[]',
      '{"result":null}',
      '{"result":{}}',
      '{"result":{"status":"OK"}}',
      '<status>x</status>',
    ])
      expect(readNrdp(text), text).to.equal(undefined);
  });

  it('that says nothing is given up in time', async () => {
    const controller = new AbortController();
    await serve(() => {
      setImmediate(() => controller.abort());
      return undefined;
    });
    const fault = await faultOf(send([RESULT], controller.signal));
    expect(fault.code).to.equal('E_RECEIVER_UNAVAILABLE');
    expect(fault.message).to.contain('did not answer in time');
  });
});

describe('Icinga 2', () => {
  const OK = json({
    results: [{ code: 200, status: "Successfully processed check result for object 'web1!disk'." }],
  });

  const send = (results: readonly PassiveResult[], ttl?: number) =>
    new Icinga2Receiver(
      { name: 'icinga', url: `http://127.0.0.1:${server!.port}/`, ca: undefined, user: 'fleetspec', ttl },
      'se:cret',
    ).send(results, never);

  it('is asked for one action with login and JSON', async () => {
    await serve(OK);
    await send([RESULT], 60);
    const [request] = server!.seen;
    expect(request).to.deep.include({ method: 'POST', path: '/v1/actions/process-check-result' });
    expect(request!.headers).to.deep.include({
      accept: 'application/json',
      authorization: `Basic ${Buffer.from('fleetspec:se:cret').toString('base64')}`,
    });
    expect(JSON.parse(request!.body)).to.deep.equal(JSON.parse(JSON.stringify(checkResult(RESULT, 60))));
  });

  for (const [what, answer] of [
    ['404', { status: 404, ...json({ error: 404, status: 'No objects found.' }) }],
    ['500 and an empty list', { status: 500, ...json({ results: [] }) }],
    ['200 and an empty list', json({ results: [] })],
  ] as [string, HttpReply][]) {
    it(`without such an object (${what}) refuses the result by its names`, async () => {
      await serve(answer);
      const fault = await faultOf(send([RESULT]));
      expect(fault.code).to.equal('E_RESULT_REFUSED');
      expect(fault.message).to.equal(
        'icinga does not take the result of web1/disk: Icinga has no such object',
      );
    });
  }

  for (const [what, answer, code, says] of [
    [
      'a bad state',
      { status: 400, ...json({ results: [{ code: 400, status: "Invalid 'exit_status'" }] }) },
      'E_RESULT_REFUSED',
      `400 "Invalid 'exit_status'"`,
    ],
    [
      'one bad of two',
      json({
        results: [
          { code: 200, status: 'ok' },
          { code: 409, status: 'no' },
        ],
      }),
      'E_RESULT_REFUSED',
      '409',
    ],
    [
      'a fault',
      { status: 500, ...json({ error: 500, status: 'Action execution failed' }) },
      'E_RECEIVER_UNAVAILABLE',
      'Action execution failed',
    ],
    ['a reload', { status: 503, body: 'Icinga is reloading' }, 'E_RECEIVER_UNAVAILABLE', '503'],
    [
      'a wrong password',
      { status: 401, ...json({ error: 401, status: 'Unauthorized' }) },
      'E_RECEIVER_REFUSED',
      'another login',
    ],
    [
      'no right',
      { status: 403, ...json({ error: 403, status: 'Missing permission' }) },
      'E_RECEIVER_REFUSED',
      'may not do this',
    ],
    ['a web page', { body: '<html>' }, 'E_RECEIVER_REFUSED', 'does not answer as Icinga'],
    ['null', { body: 'null' }, 'E_RECEIVER_REFUSED', 'does not answer as Icinga'],
    ['results that are none', json({ results: [null, 7] }), 'E_RESULT_REFUSED', 'Icinga answers'],
  ] as [string, HttpReply, string, string][]) {
    it(`answering with ${what} has not taken it`, async () => {
      await serve(answer);
      const fault = await faultOf(send([RESULT]));
      expect(fault.code).to.equal(code);
      expect(fault.message).to.contain(says).and.not.to.contain('se:cret');
    });
  }
});
