// Whether the regexes of a DDL can be run here: told when it is read, not at the first request.
import { RegexRefused } from '../regex/regex_refused';
import type { Ddl, InputDdl } from './ddl';
import { DdlUnreadable } from './errors';
import { validationRegex } from './validation_regex';

/** The DDL. Throws DdlUnreadable for a regex that our linear-time engine refuses. */
export function requireUsableRegexes<Some extends Ddl>(ddl: Some, file: string): Some {
  for (const [place, input] of inputsOf(ddl)) {
    const refusal = refusalOf(input);
    if (refusal) throw new DdlUnreadable({ file, path: place }, `${refusal.message}`, refusal.remedy);
  }
  return ddl;
}

function inputsOf(ddl: Ddl): [place: string, input: InputDdl][] {
  if (ddl.plugin === 'data') return ddl.query ? [['query', ddl.query]] : [];
  if (ddl.plugin !== 'agent') return [];
  return Object.values(ddl.actions).flatMap(action =>
    Object.entries(action.inputs).map(([name, input]): [string, InputDdl] => [
      `input ${name} of action ${action.name}`,
      input,
    ]),
  );
}

function refusalOf({ validation }: InputDdl): RegexRefused | undefined {
  if (!validation || !('regex' in validation)) return undefined;
  try {
    validationRegex(validation);
    return undefined;
  } catch (error) {
    if (error instanceof RegexRefused) return error;
    throw error;
  }
}
