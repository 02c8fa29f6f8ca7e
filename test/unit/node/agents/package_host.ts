// A host with a package manager that answers as a test says, and agent package on it.
import type { ExecOptions, ExecResult } from '../../../../lib/exec/exec';
import type { RubyValue } from '../../../../lib/marshal/values';
import { type ConfigParts, FakeExec, FakeRoot } from '../fakes';
import { type Answer, HostOfTests } from './host_of_tests';
import { inTime } from './in_time';

/** Remembers how programs are run, too. */
class WatchedExec extends FakeExec {
  readonly options: ExecOptions[] = [];

  override run(file: string, args: readonly string[], options?: ExecOptions): Promise<ExecResult> {
    this.options.push(options!);
    return super.run(file, args);
  }
}

export class PackageHost {
  readonly root = new FakeRoot();
  readonly exec = new WatchedExec();
  readonly host = this.configured({});

  configured(plugins: Record<string, string>): HostOfTests {
    return new HostOfTests(this.root, { node: { plugins } } as ConfigParts, this.exec);
  }

  ask(action: string, data: Record<string, RubyValue> = {}, on = this.host): Promise<Answer> {
    return inTime(on.clock, on.ask('package', action, data));
  }

  hello(action: string, more: Record<string, RubyValue> = {}): Promise<Answer> {
    return this.ask(action, { package: 'hello', ...more });
  }

  /** Command lines of package managers, without those that only tell. */
  changes(): string[] {
    return this.exec.calls.filter(call => /^(apt-get|dnf|yum) /.test(call));
  }
}
