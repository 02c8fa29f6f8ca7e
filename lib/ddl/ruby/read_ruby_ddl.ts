// Reads MCollective's .ddl files (2.12): a declarative subset of Ruby, parsed and walked, never run.
import type { Ddl, PluginKind } from '../ddl';
import { DdlUnreadable } from '../errors';
import { DdlBuilder } from './ddl_builder';
import { Interpreter } from './interpreter';
import { parseRuby } from './parser';
import { RubySource } from './ruby_source';

/**
 * `file` is named in messages. `plugin` is what its folder tells it to be; without it its words do. Bounded in time
 * and memory, whatever the text. Throws DdlUnreadable, and nothing else.
 */
export function readRubyDdl(text: string, file: string, plugin?: PluginKind): Ddl {
  const source = new RubySource(file, text.replace(/^\uFEFF/, ''));
  try {
    const builder = new DdlBuilder(source, plugin);
    new Interpreter(source, builder).run(parseRuby(source));
    return builder.build();
  } catch (error) {
    // Values nested in a loop can be deeper than our stack.
    if (error instanceof RangeError) throw new DdlUnreadable({ file }, 'it is nested too deeply');
    throw error;
  }
}
