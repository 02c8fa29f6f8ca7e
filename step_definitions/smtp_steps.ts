// Mail servers, as they greet this machine. The port is 25 unless another stands behind a colon.
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import {
  expectGreeting,
  expectGreetingText,
  expectGreetingTime,
  expectOffer,
} from '../lib/checks/smtp/mail_server';
import { Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// It greets with code 220; that nobody answers is a failure.
Then<FleetWorld>(
  '{timing}the mail server {string} {modal} be ready',
  async function (timing: TimingText, server: string, modal: ModalText) {
    await expectGreeting(undefined, { timing, modal, server }, this.run);
  },
);

// It greets with this code: 554 from one that takes no mail from us.
Then<FleetWorld>(
  '{timing}the mail server {string} {modal} greet with code {int}',
  async function (timing: TimingText, server: string, modal: ModalText, code: number) {
    await expectGreeting(code, { timing, modal, server }, this.run);
  },
);

// The greeting contains the text.
Then<FleetWorld>(
  '{timing}the greeting of the mail server {string} {modal} contain {string}',
  async function (timing: TimingText, server: string, modal: ModalText, text: string) {
    await expectGreetingText('contain', text, { timing, modal, server }, this.run);
  },
);

// The greeting matches the regex.
Then<FleetWorld>(
  '{timing}the greeting of the mail server {string} {modal} match {string}',
  async function (timing: TimingText, server: string, modal: ModalText, regex: string) {
    await expectGreetingText('match', regex, { timing, modal, server }, this.run);
  },
);

// Its answer to EHLO offers this: STARTTLS, PIPELINING, "AUTH LOGIN" …
Then<FleetWorld>(
  '{timing}the mail server {string} {modal} offer {string}',
  async function (timing: TimingText, server: string, modal: ModalText, offer: string) {
    await expectOffer(offer, { timing, modal, server }, this.run);
  },
);

// The time from the connection until the greeting was complete.
Then<FleetWorld>(
  '{timing}the greeting of the mail server {string} {modal} take {comparison}',
  async function (timing: TimingText, server: string, modal: ModalText, limit: ComparisonText) {
    await expectGreetingTime({ timing, modal, limit, server }, this.run);
  },
);
