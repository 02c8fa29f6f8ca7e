// The files of one call of a program: a folder nobody else can look into, removed when the call is over.
import { rmSync } from 'node:fs';
import { constants, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReplyMeaningless } from './reply_meaning';

/** What the program finds there, as texts. */
export interface CallFiles {
  readonly request: string;
  /** The same request in the other protocol's words. */
  readonly choriaRequest: string;
  readonly facts: string;
  readonly config: string;
}

export const MAX_REPLY_BYTES = 4 * 1024 * 1024;

export class CallFolder {
  readonly request: string;
  readonly choriaRequest: string;
  readonly reply: string;
  readonly facts: string;
  readonly config: string;

  /** Makes the folder (mode 0700) and its files. */
  static async make(files: CallFiles): Promise<CallFolder> {
    const folder = new CallFolder(await mkdtemp(join(tmpdir(), 'fleetspec-agent-')));
    try {
      // Programs may expect the reply file to be there.
      const texts = { ...files, reply: '' };
      for (const name of Object.keys(texts) as (keyof typeof texts)[]) {
        await writeFile(folder[name], texts[name], { mode: 0o600 });
      }
    } catch (error) {
      await folder.remove();
      throw error;
    }
    return folder;
  }

  private constructor(readonly path: string) {
    const file = (name: string): string => join(path, name);
    this.request = file('request.json');
    this.choriaRequest = file('choria_request.json');
    this.reply = file('reply.json');
    this.facts = file('facts.json');
    this.config = file('config');
  }

  /** The text of the reply file; empty when the program removed it. Throws ReplyMeaningless. */
  async readReply(): Promise<string> {
    // Not through a link, and not waiting for the other end of a pipe: the program may have left anything there.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(this.reply, flags).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new ReplyMeaningless(`cannot be read (${error.code})`);
    });
    if (!file) return '';
    try {
      const { size } = await file.stat().then(stat => (stat.isFile() ? stat : { size: undefined }));
      if (size === undefined) throw new ReplyMeaningless('is no file');
      if (size > MAX_REPLY_BYTES) throw new ReplyMeaningless(`has more than ${MAX_REPLY_BYTES} bytes`);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  }

  /** The same before anything else happens: the daemon may be about to exit. */
  removeNow(): void {
    try {
      rmSync(this.path, { recursive: true, force: true });
    } catch {
      // Its program was just writing there.
    }
  }

  /** Never rejects: what cannot be removed is no reason to lose a reply. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true }).catch(() => {});
  }
}
