// The receiver of a target. Only the code of that kind is loaded.
import type { PassiveTarget } from '../config/passive_config';
import type { Environment } from '../environment';
import type { Clock } from '../util/clock';
import type { Receiver } from './receiver';
import { readSecret, requireSecret } from './secret';

/** Throws SecretUnusable. */
export async function makeReceiver(
  target: PassiveTarget,
  environment: Pick<Environment, 'env' | 'uid'>,
  clock: Clock,
): Promise<Receiver> {
  const { name } = target;
  switch (target.kind) {
    case 'spool': {
      const { SpoolReceiver } = await import('./receivers/spool');
      return new SpoolReceiver(target, environment, clock);
    }
    case 'command_file': {
      const { CommandFileReceiver } = await import('./receivers/command_file');
      return new CommandFileReceiver(target);
    }
    case 'nsca': {
      const password =
        target.encryption === 'none'
          ? ''
          : await requireSecret(name, 'password', target.password, environment);
      const { NscaReceiver } = await import('./receivers/nsca');
      return new NscaReceiver(target, password);
    }
    case 'nrdp': {
      const token = await requireSecret(name, 'token', target.token, environment);
      const password = await readSecret(name, 'password', target.password, environment);
      const { NrdpReceiver } = await import('./receivers/nrdp');
      return new NrdpReceiver(target, { token, password });
    }
    case 'icinga2': {
      const password = await requireSecret(name, 'password', target.password, environment);
      const { Icinga2Receiver } = await import('./receivers/icinga2');
      return new Icinga2Receiver(target, password);
    }
  }
}
