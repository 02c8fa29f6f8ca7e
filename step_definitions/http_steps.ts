// Web pages, as this machine gets them.
import { expectBody, expectBodySize, expectMember, expectMemberNumber } from '../lib/checks/http/body';
import { expectHeader, expectHeaderExists } from '../lib/checks/http/headers';
import {
  expectFailure,
  expectRanges,
  expectRedirect,
  expectResponseTime,
  expectStatus,
  expectSuccess,
  TRIED_RANGE,
} from '../lib/checks/http/response';
import { type HowToFetch, webReaderOf } from '../lib/checks/http/web_reader';
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import { trustOf } from '../lib/checks/network/trust';
import { arranges } from '../support/arrangement';
import { Given, Then, When } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

const page = (world: FleetWorld, url: string, how: HowToFetch = {}) =>
  webReaderOf(world).page(url, trustOf(world), world.run, how);

const fetched = (world: FleetWorld) => webReaderOf(world).current();

const fetchPage = (world: FleetWorld, url: string, how: HowToFetch = {}) =>
  webReaderOf(world).fetch(url, trustOf(world), world.run, how);

// Sends a header with every request of the scenario. No secrets: they do not belong into a feature.
Given<FleetWorld>(
  'I send the header {string} with the value {string}',
  arranges(function (this: FleetWorld, name: string, value: string) {
    webReaderOf(this).send(name, value);
  }),
);

// Logs in to web pages (HTTP basic authentication). The password is the first line of a file.
Given<FleetWorld>(
  'I log in to pages as {string} with the password in the file {string}',
  arranges(function (this: FleetWorld, user: string, file: string) {
    webReaderOf(this).logIn(user, { file });
  }),
);

// Logs in to web pages (HTTP basic authentication). The password is in a variable of the environment.
Given<FleetWorld>(
  'I log in to pages as {string} with the password in the variable {string}',
  arranges(function (this: FleetWorld, user: string, variable: string) {
    webReaderOf(this).logIn(user, { variable });
  }),
);

// Asks this host for every page, whatever host its address names: one web server behind a load balancer.
Given<FleetWorld>(
  'I ask the web server {string} for pages',
  arranges(function (this: FleetWorld, address: string) {
    webReaderOf(this).goTo(address);
  }),
);

// The status of a page; that nobody answers is a failure.
Then<FleetWorld>(
  '{timing}the page {string} {modal} answer with status {comparison}',
  async function (timing: TimingText, url: string, modal: ModalText, limit: ComparisonText) {
    await expectStatus({ timing, modal, limit }, page(this, url), this.run);
  },
);

// The body of a page contains the text.
Then<FleetWorld>(
  '{timing}the page {string} {modal} contain {string}',
  async function (timing: TimingText, url: string, modal: ModalText, text: string) {
    await expectBody('contain', text, { timing, modal }, page(this, url), this.run);
  },
);

// The body of a page matches the regex.
Then<FleetWorld>(
  '{timing}the page {string} {modal} match {string}',
  async function (timing: TimingText, url: string, modal: ModalText, regex: string) {
    await expectBody('match', regex, { timing, modal }, page(this, url), this.run);
  },
);

// A page sends its readers to this address: a redirect, and its Location.
Then<FleetWorld>(
  '{timing}the page {string} {modal} redirect to {string}',
  async function (timing: TimingText, url: string, modal: ModalText, to: string) {
    await expectRedirect(to, { timing, modal }, page(this, url), this.run);
  },
);

// A page can be had in parts: the first 100 bytes come with status 206, a fitting Content-Range and the right length.
Then<FleetWorld>(
  '{timing}the page {string} {modal} serve byte ranges',
  async function (timing: TimingText, url: string, modal: ModalText) {
    await expectRanges({ timing, modal }, page(this, url, { range: TRIED_RANGE }), this.run);
  },
);

// The time from the connection to the last byte of a page.
Then<FleetWorld>(
  '{timing}the response time of the page {string} {modal} be {comparison}',
  async function (timing: TimingText, url: string, modal: ModalText, limit: ComparisonText) {
    await expectResponseTime({ timing, modal, limit }, page(this, url), this.run);
  },
);

// Gets a page, without following redirects; the sentences behind it speak of its answer.
When<FleetWorld>('I fetch {string}', async function (url: string) {
  await fetchPage(this, url);
});

// The same, for its headers.
When<FleetWorld>('I fetch headers from {string}', async function (url: string) {
  await fetchPage(this, url);
});

// Gets a page, following up to 10 redirects.
When<FleetWorld>('I fetch {string} following redirects', async function (url: string) {
  await fetchPage(this, url, { followRedirects: true });
});

// The same.
When<FleetWorld>('I go to {string}', async function (url: string) {
  await fetchPage(this, url, { followRedirects: true });
});

// Gets a part of a page; the first byte is number 0.
When<FleetWorld>(
  'I fetch bytes {int} to {int} of {string}',
  async function (first: number, last: number, url: string) {
    await fetchPage(this, url, { range: [first, last] });
  },
);

// The status of the page fetched before; that nobody answered is a failure.
Then<FleetWorld>(
  '{timing}the response {modal} have status {comparison}',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectStatus({ timing, modal, limit }, fetched(this), this.run);
  },
);

// The status of the page fetched before is below 400.
Then<FleetWorld>(
  '{timing}the request {modal} succeed',
  async function (timing: TimingText, modal: ModalText) {
    await expectSuccess({ timing, modal }, fetched(this), this.run);
  },
);

// The status of the page fetched before is 400 or above. A server that does not answer is no such failure.
Then<FleetWorld>('{timing}the request {modal} fail', async function (timing: TimingText, modal: ModalText) {
  await expectFailure({ timing, modal }, fetched(this), this.run);
});

// The page fetched before sends its readers to this address.
Then<FleetWorld>(
  '{timing}the response {modal} redirect to {string}',
  async function (timing: TimingText, modal: ModalText, to: string) {
    await expectRedirect(to, { timing, modal }, fetched(this), this.run);
  },
);

// The time the page fetched before took, from the connection to the last byte.
Then<FleetWorld>(
  '{timing}the response time {modal} be {comparison}',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectResponseTime({ timing, modal, limit }, fetched(this), this.run);
  },
);

// A header of the page fetched before is exactly this text. Names of headers are the same in upper and lower case.
Then<FleetWorld>(
  '{timing}the {string} header {modal} be {string}',
  async function (timing: TimingText, name: string, modal: ModalText, text: string) {
    await expectHeader('be', text, { timing, modal, name }, fetched(this), this.run);
  },
);

// A header of the page fetched before contains the text.
Then<FleetWorld>(
  '{timing}the {string} header {modal} contain {string}',
  async function (timing: TimingText, name: string, modal: ModalText, text: string) {
    await expectHeader('contain', text, { timing, modal, name }, fetched(this), this.run);
  },
);

// A header of the page fetched before matches the regex.
Then<FleetWorld>(
  '{timing}the {string} header {modal} match {string}',
  async function (timing: TimingText, name: string, modal: ModalText, regex: string) {
    await expectHeader('match', regex, { timing, modal, name }, fetched(this), this.run);
  },
);

// The page fetched before has the header.
Then<FleetWorld>(
  '{timing}the response {modal} contain the {string} header',
  async function (timing: TimingText, modal: ModalText, name: string) {
    await expectHeaderExists({ timing, modal, name }, fetched(this), this.run);
  },
);

// The body of the page fetched before contains the text.
Then<FleetWorld>(
  '{timing}the body {modal} contain {string}',
  async function (timing: TimingText, modal: ModalText, text: string) {
    await expectBody('contain', text, { timing, modal }, fetched(this), this.run);
  },
);

// The same.
Then<FleetWorld>(
  '{timing}I {modal} see {string}',
  async function (timing: TimingText, modal: ModalText, text: string) {
    await expectBody('contain', text, { timing, modal }, fetched(this), this.run);
  },
);

// The body of the page fetched before matches the regex.
Then<FleetWorld>(
  '{timing}the body {modal} match {string}',
  async function (timing: TimingText, modal: ModalText, regex: string) {
    await expectBody('match', regex, { timing, modal }, fetched(this), this.run);
  },
);

// The bytes of the body of the page fetched before.
Then<FleetWorld>(
  '{timing}the body size {modal} be {comparison}',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText) {
    await expectBodySize({ timing, modal, limit }, fetched(this), this.run);
  },
);

// A member of the JSON in the body, by its path: `checks.database[0].state`. Numbers, true, false and null as in JSON.
Then<FleetWorld>(
  '{timing}the JSON member {string} {modal} be {string}',
  async function (timing: TimingText, path: string, modal: ModalText, text: string) {
    await expectMember(text, { timing, modal, path }, fetched(this), this.run);
  },
);

// A number in the JSON of the body.
Then<FleetWorld>(
  '{timing}the JSON member {string} {modal} be {comparison}',
  async function (timing: TimingText, path: string, modal: ModalText, limit: ComparisonText) {
    await expectMemberNumber({ timing, modal, limit, path }, fetched(this), this.run);
  },
);
