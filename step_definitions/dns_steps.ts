// Names, as this machine or a chosen name server knows them.
import {
  expectDkimBits,
  expectDkimPublished,
  expectDkimRevoked,
  expectDkimType,
} from '../lib/checks/dns/dkim';
import { NameServers } from '../lib/checks/dns/name_servers';
import { expectRecordCount, expectRecords, expectRecordsExist } from '../lib/checks/dns/records';
import { expectResolves, expectReverse, LookedUp } from '../lib/checks/dns/resolving';
import { expectSameSerial } from '../lib/checks/dns/serials';
import { StepMissing } from '../lib/checks/errors';
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import { perScenario } from '../lib/checks/network/per_scenario';
import { arranges } from '../support/arrangement';
import { Given, Then, When } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

const serversOf = perScenario(() => new NameServers());
const lookedUp = perScenario(() => new LookedUp());

// Asks this name server from here on, instead of those of this machine: a name or address, maybe with a port.
Given<FleetWorld>(
  'I ask the name server {string}',
  arranges(function (this: FleetWorld, server: string) {
    serversOf(this).choose(server);
  }),
);

// The name has some address.
Then<FleetWorld>(
  '{timing}the name {string} {modal} resolve',
  async function (timing: TimingText, name: string, modal: ModalText) {
    await expectResolves('among', undefined, { timing, modal, name }, serversOf(this), this.run);
  },
);

// The address, or each of several with commas between, is among those of the name.
Then<FleetWorld>(
  '{timing}the name {string} {modal} resolve to {string}',
  async function (timing: TimingText, name: string, modal: ModalText, address: string) {
    await expectResolves('among', address, { timing, modal, name }, serversOf(this), this.run);
  },
);

// The name has these addresses and no others.
Then<FleetWorld>(
  '{timing}the name {string} {modal} resolve only to {string}',
  async function (timing: TimingText, name: string, modal: ModalText, address: string) {
    await expectResolves('only', address, { timing, modal, name }, serversOf(this), this.run);
  },
);

// The name is among those of the address.
Then<FleetWorld>(
  '{timing}the address {string} {modal} resolve to {string}',
  async function (timing: TimingText, address: string, modal: ModalText, name: string) {
    await expectReverse(name, { timing, modal, address }, serversOf(this), this.run);
  },
);

// Looks up the addresses of a name; `the name should resolve to` judges.
When<FleetWorld>('I lookup {string}', async function (name: string) {
  await lookedUp(this).lookUp(name, serversOf(this), this.run);
});

// Looks up the names of an address; `the IP should resolve to` judges.
When<FleetWorld>('I reverse lookup {string}', async function (address: string) {
  await lookedUp(this).reverse(address, serversOf(this), this.run);
});

// The address is among those of the name looked up before.
Then<FleetWorld>(
  '{timing}the name {modal} resolve to {string}',
  async function (timing: TimingText, modal: ModalText, address: string) {
    const { name } = lookedUp(this);
    if (name === undefined) throw new StepMissing('the name', 'When I lookup "…"');
    await expectResolves('among', address, { timing, modal, name }, serversOf(this), this.run);
  },
);

// The name is among those of the address looked up before.
Then<FleetWorld>(
  '{timing}the IP {modal} resolve to {string}',
  async function (timing: TimingText, modal: ModalText, name: string) {
    const { address } = lookedUp(this);
    if (address === undefined) throw new StepMissing('the IP', 'When I reverse lookup "…"');
    await expectReverse(name, { timing, modal, address }, serversOf(this), this.run);
  },
);

// There is one. Types are A, AAAA, CNAME, MX, TXT, NS, SOA, SRV, PTR and CAA, and for mail SPF and DMARC.
Then<FleetWorld>(
  '{timing}the {word} record(s) of {string} {modal} exist',
  async function (timing: TimingText, type: string, name: string, modal: ModalText) {
    await expectRecordsExist({ timing, modal, type, name }, serversOf(this), this.run);
  },
);

// The records are this one, or these with commas between, and no others: `10 mx1.example.net`.
Then<FleetWorld>(
  '{timing}the {word} record(s) of {string} {modal} be {string}',
  async function (timing: TimingText, type: string, name: string, modal: ModalText, text: string) {
    await expectRecords('be', text, { timing, modal, type, name }, serversOf(this), this.run);
  },
);

// One of the records contains the text.
Then<FleetWorld>(
  '{timing}the {word} record(s) of {string} {modal} contain {string}',
  async function (timing: TimingText, type: string, name: string, modal: ModalText, text: string) {
    await expectRecords('contain', text, { timing, modal, type, name }, serversOf(this), this.run);
  },
);

// One of the records matches the regex.
Then<FleetWorld>(
  '{timing}the {word} record(s) of {string} {modal} match {string}',
  async function (timing: TimingText, type: string, name: string, modal: ModalText, regex: string) {
    await expectRecords('match', regex, { timing, modal, type, name }, serversOf(this), this.run);
  },
);

// How many records of a type there are.
Then<FleetWorld>(
  '{timing}there {modal} be {comparison} {word} record(s) of {string}',
  async function (timing: TimingText, modal: ModalText, limit: ComparisonText, type: string, name: string) {
    await expectRecordCount({ timing, modal, limit, type, name }, serversOf(this), this.run);
  },
);

// Every name server of the zone is asked, at each of its addresses.
Then<FleetWorld>(
  '{timing}all name servers of {string} {modal} give the same serial',
  async function (timing: TimingText, zone: string, modal: ModalText) {
    await expectSameSerial({ timing, modal, zone }, serversOf(this), this.run);
  },
);

// The key with this selector is there, can be read and is not revoked.
Then<FleetWorld>(
  '{timing}the DKIM key {string} of {string} {modal} be published',
  async function (timing: TimingText, selector: string, domain: string, modal: ModalText) {
    await expectDkimPublished({ timing, modal, selector, domain }, serversOf(this), this.run);
  },
);

// The key with this selector is there and empty: nobody must trust it any more.
Then<FleetWorld>(
  '{timing}the DKIM key {string} of {string} {modal} be revoked',
  async function (timing: TimingText, selector: string, domain: string, modal: ModalText) {
    await expectDkimRevoked({ timing, modal, selector, domain }, serversOf(this), this.run);
  },
);

// The algorithm of the key: rsa or ed25519.
Then<FleetWorld>(
  '{timing}the DKIM key {string} of {string} {modal} be of type {word}',
  async function (timing: TimingText, selector: string, domain: string, modal: ModalText, type: string) {
    await expectDkimType(type, { timing, modal, selector, domain }, serversOf(this), this.run);
  },
);

// The length of the key.
Then<FleetWorld>(
  '{timing}the DKIM key {string} of {string} {modal} have {comparison} bits',
  async function (
    timing: TimingText,
    selector: string,
    domain: string,
    modal: ModalText,
    limit: ComparisonText,
  ) {
    await expectDkimBits(limit, { timing, modal, selector, domain }, serversOf(this), this.run);
  },
);
