// Certificates and versions of TLS. A server is `www.example.net`, a port other than 443 behind a colon, and
// `smtp://mx1.example.net` for a mail server that is asked for STARTTLS.
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import { trustOf } from '../lib/checks/network/trust';
import {
  expectAccepts,
  expectCovers,
  expectExpiry,
  expectIssuer,
  expectTrusted,
} from '../lib/checks/tls/certificate';
import { arranges } from '../support/arrangement';
import { Given, Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// Certificates must come from an authority in this PEM file; counts for web pages, too.
Given<FleetWorld>(
  'I only trust the authority in the file {string}',
  arranges(function (this: FleetWorld, file: string) {
    trustOf(this).only(file);
  }),
);

// How long the certificate is still good. One that has expired fails every lower limit.
Then<FleetWorld>(
  '{timing}the certificate of {string} {modal} expire in {comparison}',
  async function (timing: TimingText, server: string, modal: ModalText, limit: ComparisonText) {
    await expectExpiry({ timing, modal, limit, server }, trustOf(this), this.run);
  },
);

// The certificate is for this server, good today, and from an authority that is known here.
Then<FleetWorld>(
  '{timing}the certificate of {string} {modal} be trusted',
  async function (timing: TimingText, server: string, modal: ModalText) {
    await expectTrusted({ timing, modal, server }, trustOf(this), this.run);
  },
);

// The certificate is for this name, too.
Then<FleetWorld>(
  '{timing}the certificate of {string} {modal} cover {string}',
  async function (timing: TimingText, server: string, modal: ModalText, name: string) {
    await expectCovers(name, { timing, modal, server }, trustOf(this), this.run);
  },
);

// Common name or organisation of the issuer contains the text.
Then<FleetWorld>(
  '{timing}the certificate of {string} {modal} be issued by {string}',
  async function (timing: TimingText, server: string, modal: ModalText, issuer: string) {
    await expectIssuer(issuer, { timing, modal, server }, trustOf(this), this.run);
  },
);

// A handshake with this version alone succeeds: TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3.
Then<FleetWorld>(
  '{timing}the server {string} {modal} accept {word}',
  async function (timing: TimingText, server: string, modal: ModalText, version: string) {
    await expectAccepts(version, { timing, modal, server }, trustOf(this), this.run);
  },
);
