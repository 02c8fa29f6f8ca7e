// The shared ActiveMQ of the lab ring: prints `listening HOST:PORT`, ends on SIGTERM or when stdin ends.
import { ActiveMq } from '../../test/lab/peers/activemq';
import { Lab } from '../../test/lab/peers/lab';

async function main(): Promise<void> {
  const lab = Lab.open('ring');
  let leaving = false;
  const leave = (code: number): void => {
    if (leaving) return;
    leaving = true;
    void lab.close().finally(() => process.exit(code));
  };
  process.once('SIGTERM', () => leave(0));
  process.once('SIGINT', () => leave(0));
  process.stdin.resume().once('end', () => leave(0));
  try {
    const broker = await ActiveMq.start(lab);
    process.stdout.write(`listening ${broker.host}:${broker.port}\n`);
  } catch (error) {
    process.stdout.write(`${(error as Error).message}\n`);
    leave(1);
  }
}

void main();
