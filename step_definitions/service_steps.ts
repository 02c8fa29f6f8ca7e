// Services of hosts.
import type { ClaimText } from '../lib/checks/language/claim';
import { parseSelection } from '../lib/checks/language/host_phrase';
import { changeService, restartService } from '../lib/checks/service/change_service';
import { expectService, expectServiceAtBoot } from '../lib/checks/service/service';
import { acts } from '../support/acting';
import { Then, When } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// The service is running now.
Then<FleetWorld>('{claim} run the service {word}', async function (claim: ClaimText, name: string) {
  await expectService(claim, name, 'running', this);
});

// The service is stopped; so is, in most systems, one that is not there.
Then<FleetWorld>('{claim} have the service {word} stopped', async function (claim: ClaimText, name: string) {
  await expectService(claim, name, 'stopped', this);
});

// The service starts with the system. Only fleetspecd tells; what systemd calls static or indirect is UNKNOWN.
Then<FleetWorld>('{claim} start the service {word} at boot', async function (claim: ClaimText, name: string) {
  await expectServiceAtBoot(claim, name, this);
});

// Starts the service where it is stopped; stopped there again when the scenario fails.
When<FleetWorld>(
  'I start the service {word} on {selection}',
  acts(async function (this: FleetWorld, name: string, hosts: string) {
    await changeService('start', name, await this.chooseHosts(parseSelection(hosts)), this.run);
  }),
);

// Stops the service where it runs; started there again when the scenario fails.
When<FleetWorld>(
  'I stop the service {word} on {selection}',
  acts(async function (this: FleetWorld, name: string, hosts: string) {
    await changeService('stop', name, await this.chooseHosts(parseSelection(hosts)), this.run);
  }),
);

// Restarts the service on all of the hosts; there is no undo.
When<FleetWorld>(
  'I restart the service {word} on {selection}',
  acts(async function (this: FleetWorld, name: string, hosts: string) {
    await restartService(name, await this.chooseHosts(parseSelection(hosts)), this.run);
  }),
);
