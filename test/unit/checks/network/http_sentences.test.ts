// Sentences about web pages: what holds, what fails, and what cannot be told.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { MAX_BODY_BYTES } from '../../../../lib/net/http/page';
import { expectVerdicts } from './verdicts_of';

const BODY = JSON.stringify({ state: 'well', checks: { db: [{ ok: true, rows: 12 }] }, none: null });

describe('sentences about web pages', () => {
  let server: Server;
  let base: string;
  let gone: string;
  let folder: string;
  let asked = 0;

  before(async () => {
    server = createServer((request, response) => {
      asked += 1;
      const { url = '', headers } = request;
      if (url === '/moved') response.writeHead(302, { location: '/?x=1' }).end();
      else if (url === '/broken') response.writeHead(503).end('down');
      else if (url === '/text') response.end('no JSON here');
      else if (url === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
      else if (url === '/long') response.end(`needle${'x'.repeat(MAX_BODY_BYTES)}`);
      else if (url === '/latin')
        response
          .writeHead(200, { 'content-type': 'text/html; Charset="ISO-8859-1"' })
          .end(Buffer.from('schwere Störung', 'latin1'));
      else if (url === '/wide') response.end(Buffer.from('\ufeffsevere error', 'utf16le'));
      else if (url === '/nameless') response.end(Buffer.from('schwere Störung', 'latin1'));
      else if (url === '/later') response.writeHead(asked > 3 ? 200 : 503).end();
      else if (url === '/private')
        response
          .writeHead(
            headers.authorization === `Basic ${Buffer.from('ann:s3cret').toString('base64')}` ? 200 : 401,
          )
          .end();
      else if (url === '/probe') response.end(`${headers['x-probe']} ${headers.host}`);
      else if (headers.range)
        response.writeHead(206, { 'content-range': `bytes 0-99/500` }).end('x'.repeat(100));
      else response.writeHead(200, { 'X-Cache': 'hit; a', 'Content-Type': 'application/json' }).end(BODY);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    gone = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    other.close();
    await once(other, 'close');
    folder = mkdtempSync(join(tmpdir(), 'fleetspec-http-'));
    writeFileSync(join(folder, 'password'), 's3cret\n');
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    rmSync(folder, { recursive: true });
  });

  it('of the page itself', async () => {
    await expectVerdicts([
      [`the page "${base}/" should answer with status 200`, 'OK'],
      [`the page "${base}/" should answer with status between 200 and 299`, 'OK'],
      [
        `the page "${base}/broken" should answer with status 200`,
        'CRITICAL',
        'status expected 200, got 503 Service Unavailable',
      ],
      [`the page "${base}/broken" should not answer with status 503`, 'CRITICAL', 'expected not 503'],
      [`the page "${base}/broken" should ideally answer with status 200`, 'WARNING'],
      [`the page "${base}/broken" happens to answer with status 200`, 'NOT APPLICABLE'],
      [`the page "${base}/" should contain "well"`, 'OK'],
      [`the page "${base}/" should contain "ill"`, 'CRITICAL', 'body expected containing "ill", got'],
      [`the page "${base}/" should not contain "ill"`, 'OK'],
      [`the page "${base}/" should match "rows..[0-9]+"`, 'OK'],
      [`the page "${base}/" should match "rows..[a-z]+"`, 'CRITICAL'],
      [`the page "${base}/moved" should redirect to "${base}/?x=1"`, 'OK'],
      [`the page "${base}/moved" should redirect to "/?x=1"`, 'OK'],
      [`the page "${base}/moved" should redirect to "/other"`, 'CRITICAL', 'redirect expected to'],
      [`the page "${base}/" should redirect to "/other"`, 'CRITICAL', '200 OK, no Location'],
      [`the page "${base}/part" should serve byte ranges`, 'OK'],
      [
        `the page "${base}/broken" should serve byte ranges`,
        'CRITICAL',
        '503 Service Unavailable, no Content-Range',
      ],
      [`the response time of the page "${base}/" should be below 20 seconds`, 'OK'],
      [
        `the response time of the page "${base}/" should be above 20 seconds`,
        'CRITICAL',
        'response time expected above 20 seconds',
      ],
    ]);
  });

  it('of a page that was fetched, which is asked for once', async () => {
    const given = [`I fetch "${base}/"`];
    const before = asked;
    await expectVerdicts(
      [
        ['the response should have status 200\nthe request should succeed', 'OK'],
        ['the request should fail', 'CRITICAL', 'expected at least 400, got 200 OK'],
        ['the "x-cache" header should be "hit; a"', 'OK'],
        ['the "x-cache" header should be "hit"', 'CRITICAL', 'x-cache header expected "hit", got "hit; a"'],
        ['the "X-CACHE" header should contain "hit"', 'OK'],
        ['the "x-cache" header should not contain "hit"', 'CRITICAL'],
        ['the "x-cache" header should match "^hit"', 'OK'],
        ['the "x-none" header should be "hit"', 'CRITICAL', 'got none'],
        ['the response should contain the "X-Cache" header', 'OK'],
        ['the response should contain the "X-None" header', 'CRITICAL'],
        ['the response should not contain the "X-None" header', 'OK'],
        ['the body should contain "well"', 'OK'],
        ['I should see "well"', 'OK'],
        ['I should not see "well"', 'CRITICAL'],
        ['the body should match "w.ll"', 'OK'],
        [`the body size should be exactly ${BODY.length} bytes`, 'OK'],
        [
          'the body size should be below 10 B',
          'CRITICAL',
          `body size expected below 10 B, got ${BODY.length} B`,
        ],
        ['the JSON member "state" should be "well"', 'OK'],
        ['the JSON member "checks.db[0].ok" should be "true"', 'OK'],
        ['the JSON member "$.checks.db[0].rows" should be at least 10', 'OK'],
        ['the JSON member "checks.db[0].rows" should be at least 20', 'CRITICAL', 'got 12'],
        ['the JSON member "none" should be "null"', 'OK'],
        ['the JSON member "state" should be at least 20', 'CRITICAL', 'got "well"'],
        ['the JSON member "checks.db[1].ok" should be "true"', 'CRITICAL', 'no such member'],
        ['the JSON member "a..b" should be "true"', 'UNKNOWN', 'no path to a member'],
        ['the JSON member "constructor" should be "x"', 'CRITICAL', 'no such member'],
        ['the response time should be below 20 s', 'OK'],
        [`the response should redirect to "/"`, 'CRITICAL', 'no Location'],
      ],
      { given },
    );
    expect(asked - before).to.equal(28);
  });

  it('of what was not read, is compressed or is no JSON cannot be told', async () => {
    await expectVerdicts([
      [`I fetch "${base}/text"\nthe JSON member "a" should be "b"`, 'UNKNOWN', 'the body is no JSON'],
      [`the page "${base}/packed" should contain "x"`, 'UNKNOWN', 'it is compressed ("gzip")'],
      [`the page "${base}/packed" should not contain "y"`, 'UNKNOWN'],
      [`the page "${base}/long" should contain "needle"`, 'OK'],
      [`the page "${base}/long" should contain "hay"`, 'UNKNOWN', 'longer than'],
      [`the page "${base}/long" should not contain "hay"`, 'UNKNOWN'],
      [`I fetch "${base}/long"\nthe body size should be above 5 B`, 'UNKNOWN'],
      [`the page "${base}/" should match "("`, 'UNKNOWN'],
    ]);
  });

  it('of text in other character sets is found; where nobody says which one, it cannot be told', async () => {
    await expectVerdicts([
      [`the page "${base}/latin" should contain "Störung"`, 'OK'],
      [`the page "${base}/latin" should not contain "Störung"`, 'CRITICAL'],
      [`the page "${base}/latin" should not match "St.rung"`, 'CRITICAL'],
      [`the page "${base}/wide" should not contain "error"`, 'CRITICAL'],
      [`the page "${base}/nameless" should not contain "Störung"`, 'UNKNOWN', 'character set'],
      [`the page "${base}/nameless" should contain "Störung"`, 'UNKNOWN', 'character set'],
      [`the page "${base}/nameless" should not contain "schwere"`, 'CRITICAL'],
      [`the page "${base}/nameless" should not contain "Warnung"`, 'OK'],
    ]);
  });

  it('of members that are not there, or no numbers, cannot be denied', async () => {
    await expectVerdicts(
      [
        ['the JSON member "queue" should not be above 100', 'UNKNOWN', 'no such member'],
        ['the JSON member "state" should not be above 100', 'UNKNOWN', '"well"'],
        ['the JSON member "queue" should not be "full"', 'UNKNOWN', 'no such member'],
        ['the JSON member "state" should not be "ill"', 'OK'],
        ['the JSON member "state" should not be "well"', 'CRITICAL'],
        ['the JSON member "checks.db[0].rows" should not be above 100', 'OK'],
        ['the JSON member "queue" happens to be "full"', 'NOT APPLICABLE'],
      ],
      { given: [`I fetch "${base}/"`] },
    );
  });

  it('of a server that does not answer: what is about reaching it fails, of the rest nothing is known', async () => {
    await expectVerdicts([
      [
        `the page "${gone}/" should answer with status 200`,
        'CRITICAL',
        'status expected 200, got connection refused',
      ],
      [`the page "${gone}/" should ideally answer with status 200`, 'WARNING'],
      [`the page "${gone}/" should not answer with status 500`, 'UNKNOWN', 'connection refused'],
      [`the page "${gone}/" happens to answer with status 200`, 'UNKNOWN'],
      [`the response time of the page "${gone}/" should be below 2 s`, 'CRITICAL', 'got connection refused'],
      [`the page "${gone}/" should contain "x"`, 'UNKNOWN', 'connection refused'],
      [`the page "${gone}/" should not contain "x"`, 'UNKNOWN'],
      [`the page "${gone}/" should redirect to "/x"`, 'UNKNOWN'],
      [`the page "${gone}/" should serve byte ranges`, 'UNKNOWN'],
      [`I fetch "${gone}/"\nthe "x" header should be "y"`, 'UNKNOWN'],
      [`I fetch "${gone}/"\nthe "x" header should not be "y"`, 'UNKNOWN'],
      [`I fetch "${gone}/"\nthe request should succeed`, 'CRITICAL'],
      [`I fetch "${gone}/"\nthe request should fail`, 'UNKNOWN'],
    ]);
  });

  it('ask again when they may wait', async () => {
    asked = 0;
    await expectVerdicts([
      [`within 20 seconds, asking every 10 ms, the page "${base}/later" should answer with status 200`, 'OK'],
    ]);
    asked = 0;
    await expectVerdicts([
      [
        `I fetch "${base}/later"\nwithin 20 seconds, asking every 10 ms, the response should have status 200`,
        'OK',
      ],
    ]);
    expect(asked).to.equal(4);
  });

  it('follow redirects, send headers, go to another host, fetch parts', async () => {
    await expectVerdicts([
      [`I fetch "${base}/moved"\nthe response should have status 302`, 'OK'],
      [`I fetch headers from "${base}/moved"\nthe "Location" header should be "/?x=1"`, 'OK'],
      [`I fetch "${base}/moved" following redirects\nthe response should have status 200`, 'OK'],
      [`I go to "${base}/moved"\nI should see "well"`, 'OK'],
      [
        `I send the header "X-Probe" with the value "hello"\nthe page "${base}/probe" should contain "hello"`,
        'OK',
      ],
      [
        `I ask the web server "${new URL(base).host}" for pages\nthe page "http://www.example.invalid/probe" should contain "www.example.invalid"`,
        'OK',
      ],
      [`I fetch bytes 0 to 99 of "${base}/"\nthe body size should be exactly 100 bytes`, 'OK'],
    ]);
  });

  it('log in with a password from a file or a variable, and never tell it', async () => {
    const login = `I log in to pages as "ann" with the password in the`;
    await expectVerdicts([
      [`the page "${base}/private" should answer with status 401`, 'OK'],
      [
        `${login} file "${join(folder, 'password')}"\nthe page "${base}/private" should answer with status 200`,
        'OK',
      ],
      [
        `${login} file "${join(folder, 'none')}"\nthe page "${base}/private" should answer with status 200`,
        'UNKNOWN',
      ],
      [
        `${login} variable "FLEETSPEC_NO_SUCH"\nthe page "${base}/private" should answer with status 200`,
        'UNKNOWN',
        'is not set',
      ],
    ]);
  });

  it('that make no sense say so', async () => {
    await expectVerdicts([
      ['the page "www.example.net" should answer with status 200', 'UNKNOWN', 'no address of a page'],
      ['the page "ftp://www.example.net/" should answer with status 200', 'UNKNOWN', 'no address of a page'],
      [
        'the page "http://ann:s3cret@www.example.net/" should answer with status 200',
        'UNKNOWN',
        /^the address of the page on www\.example\.net holds a login; [^3]*$/,
      ],
      [
        'I send the header "Authorization" with the value "x"\nthe page "http://a/" should contain "x"',
        'UNKNOWN',
        'holds a secret',
      ],
      [
        'I send the header "a b" with the value "x"\nthe page "http://a/" should contain "x"',
        'UNKNOWN',
        'is no header',
      ],
      ['the response should have status 200', 'UNKNOWN', 'When I fetch'],
      [`the page "${base}/" should answer with status 80 %`, 'UNKNOWN', 'plain numbers'],
      [`the page "${base}/" should redirect to "http://["`, 'UNKNOWN', 'no address to redirect to'],
      ['I ask the web server "a b" for pages\nthe page "http://a/" should contain "x"', 'UNKNOWN'],
    ]);
  });

  it('tell their numbers', async () => {
    const metrics = await expectVerdicts([
      [`the response time of the page "${base}/A?b" should be below 20 s, ideally below 19 s`, 'OK'],
    ]);
    expect(metrics).to.have.length(1);
    expect(metrics[0]).to.deep.include({ unit: 's', label: `http_127.0.0.1_${new URL(base).port}/a_b` });
    expect(metrics[0]!.crit).to.deep.include({ start: 20 });
    expect(metrics[0]!.warn).to.deep.include({ start: 19 });
  });
});
