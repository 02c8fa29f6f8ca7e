// The processes of an emulated host, as the files of /proc that tell of them; nothing runs.
import type { EmulatedFiles } from './emulated_files';

export interface EmulatedProcess {
  readonly command: string;
  /** Default root. */
  readonly user?: string;
  /** Letter of /proc/PID/stat, default `S`; of a zombie (`Z`) only the name is left. */
  readonly state?: string;
  /** Default the next that is free. */
  readonly pid?: number;
  /** Bytes. */
  readonly resident?: number;
}

const FIRST_PID = 1000;
const FIRST_UID = 1000;
const TICKS_BETWEEN_STARTS = 100;
const RESIDENT = 4 * 1024 * 1024;
const ENDING: readonly string[] = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGABRT'];

export class EmulatedProcesses {
  readonly #running = new Map<number, { one: EmulatedProcess; startTime: number }>();
  readonly #uids = new Map([['root', 0]]);
  #nextPid = FIRST_PID;
  #startTime = TICKS_BETWEEN_STARTS;

  constructor(private readonly files: EmulatedFiles) {
    this.#writeUsers();
  }

  /** All others than those to keep end, and these take their place. */
  replace(processes: readonly (string | EmulatedProcess)[], keep: readonly number[]): void {
    for (const pid of [...this.#running.keys()]) if (!keep.includes(pid)) this.end(pid);
    for (const one of processes) this.start(typeof one === 'string' ? { command: one } : one);
  }

  /** Its number. One that has the number already is another one afterwards: its start time is new. */
  start(one: EmulatedProcess): number {
    const pid = one.pid ?? this.#freePid();
    this.#startTime += TICKS_BETWEEN_STARTS;
    this.#running.set(pid, { one, startTime: this.#startTime });
    this.#write(pid);
    return pid;
  }

  end(pid: number): void {
    if (this.#running.delete(pid)) this.files.remove(`/proc/${pid}`);
  }

  /** Ends, stops or continues it as the signal would; others it ignores. False when there is no such process. */
  signal(pid: number, signal: NodeJS.Signals): boolean {
    const found = this.#running.get(pid);
    if (!found) return false;
    if (ENDING.includes(signal)) this.end(pid);
    else if (signal === 'SIGSTOP' || signal === 'SIGCONT') {
      const state = signal === 'SIGSTOP' ? 'T' : 'S';
      this.#running.set(pid, { ...found, one: { ...found.one, state } });
      this.#write(pid);
    }
    return true;
  }

  #freePid(): number {
    while (this.#running.has(this.#nextPid)) this.#nextPid++;
    return this.#nextPid++;
  }

  #write(pid: number): void {
    const { one, startTime } = this.#running.get(pid)!;
    const { command, user = 'root', state = 'S', resident = RESIDENT } = one;
    const words = command.split(' ').filter(word => word !== '');
    const name = (words[0]?.split('/').at(-1) ?? '').slice(0, 15);
    const isZombie = state === 'Z';
    const size = isZombie ? 0 : resident;
    const uid = this.#uid(user);
    // Fields 4 to 24 of proc(5); those nobody asks for are 0.
    const fields = [1, pid, pid, 0, -1, ...Array(13).fill(0), startTime, size * 4, Math.floor(size / 4096)];
    this.files.write(`/proc/${pid}/stat`, `${pid} (${name}) ${state} ${fields.join(' ')} 0\n`);
    this.files.write(`/proc/${pid}/cmdline`, isZombie ? '' : words.map(word => `${word}\0`).join(''));
    const memory = isZombie ? '' : `VmRSS:\t${Math.floor(size / 1024)} kB\n`;
    const users = `Uid:\t${[uid, uid, uid, uid].join('\t')}\n`;
    this.files.write(
      `/proc/${pid}/status`,
      `Name:\t${name}\nState:\t${state}\nPid:\t${pid}\n${users}${memory}`,
    );
  }

  #uid(user: string): number {
    const known = this.#uids.get(user);
    if (known !== undefined) return known;
    const uid = FIRST_UID + this.#uids.size;
    this.#uids.set(user, uid);
    this.#writeUsers();
    return uid;
  }

  #writeUsers(): void {
    const lines = [...this.#uids].map(([name, uid]) => `${name}:x:${uid}:${uid}::/:/bin/sh\n`);
    this.files.write('/etc/passwd', lines.join(''));
  }
}
