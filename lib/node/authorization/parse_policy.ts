// Reads an ActionPolicy file: `policy default …` and rules of TAB separated fields (MCollective's actionpolicy plugin).
//
// MCollective passes over lines it cannot read, with a warning: a `deny` with spaces for tabs denies nothing there. Here
// such a line makes the file faulty, and a faulty file allows nothing.
import { CALLERID, fits } from '../../mcollective/wire_fields';
import { type ConditionKind, parseCondition } from './parse_condition';
import type { Condition, Names, Policy, PolicyRemark, Rule, Verdict } from './policy';

const GROUP = /^[\w.-]{1,255}$/;
const ACTION = /^[\w.?!-]{1,255}$/;
const MAX_RULES = 10_000;
/** A file that is something else altogether has one on every line. */
const MAX_FAULTS = 20;

/** Never throws: what is wrong is in `faults`. */
export function parsePolicy(text: string): Policy {
  return new PolicyReader().read(text);
}

class PolicyReader {
  private readonly rules: Rule[] = [];
  private readonly faults: PolicyRemark[] = [];
  private readonly warnings: PolicyRemark[] = [];
  private standard: Verdict | undefined;
  private line = 0;

  read(text: string): Policy {
    for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
      this.line++;
      this.take(line.trimEnd());
    }
    // Most likely a disk was full: to say nothing on purpose there are comments.
    if (text.trim() === '') this.fault('the file is empty');
    if (this.rules.length > MAX_RULES) this.fault(`there are more than ${MAX_RULES} rules`);
    const { rules, standard, faults, warnings } = this;
    return { rules, standard, faults, warnings };
  }

  private take(line: string): void {
    if (/^\s*(?:#|$)/.test(line)) return;
    const standard = /^policy\s+default\s+(allow|deny)(?:\s*#.*)?$/.exec(line);
    if (line.includes('\uFFFD')) this.fault('it is not UTF-8');
    else if (standard) this.standard = standard[1] as Verdict;
    else this.takeRule(line);
  }

  private takeRule(line: string): void {
    const [verdict, callers, actions, facts, classes, ...more] = fieldsOf(line);
    if (/^(?:allow|deny) +\S/.test(line)) {
      this.fault('the fields of a rule need TABs between them, not spaces');
    } else if (verdict !== 'allow' && verdict !== 'deny') {
      this.fault('it is neither "policy default allow" or "deny", nor a rule that starts with allow or deny');
    } else if (callers === undefined || actions === undefined || facts === undefined) {
      this.fault(
        'a rule needs four or five fields with TABs between them: allow, callers, actions, facts, classes',
      );
    } else if (more.length > 0) this.fault('a rule has no more than five fields');
    else this.addRule(verdict, callers, actions, facts, classes);
  }

  private addRule(
    verdict: Verdict,
    callers: string,
    actions: string,
    facts: string,
    classes: string | undefined,
  ): void {
    if (classes === undefined && facts === '*') {
      this.warn('MCollective never applies a rule of four fields with "*" for facts; fleetspecd does');
    }
    this.rules.push({
      line: this.line,
      verdict,
      callers: this.names(callers, 'caller', name => GROUP.test(name) || fits(name, CALLERID)),
      actions: this.names(actions, 'action', name => ACTION.test(name)),
      facts: this.condition(facts, classes === undefined ? 'either' : 'facts'),
      classes: classes === undefined ? undefined : this.condition(classes, 'classes'),
    });
  }

  private names(field: string, what: string, isGood: (name: string) => boolean): Names {
    if (field === '*') return '*';
    const names = field.split(/\s+/);
    const bad = names.find(name => !isGood(name));
    if (bad !== undefined) this.fault(`${JSON.stringify(bad)} is no ${what}`);
    return names;
  }

  private condition(field: string, kind: ConditionKind): Condition {
    const parsed = parseCondition(field, kind);
    if ('problem' in parsed) {
      this.fault(parsed.problem);
      return [];
    }
    if (parsed.warning !== undefined) this.warn(parsed.warning);
    return parsed.condition;
  }

  private fault(what: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push({ line: this.line, what });
  }

  private warn(what: string): void {
    this.warnings.push({ line: this.line, what });
  }
}

// The first must be the word alone: an indented rule is none to MCollective.
function fieldsOf(line: string): string[] {
  const [verdict = '', ...fields] = line.split(/\t+/);
  return [verdict, ...fields.map(field => field.trim())];
}
