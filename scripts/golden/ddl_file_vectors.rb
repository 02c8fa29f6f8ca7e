# Writes test/conformance/ddl/golden/files.json: what the real MCollective (Debian package mcollective-common, Ruby 3.1)
# makes of the .ddl files below test/conformance/ddl/files.
#
#   ruby scripts/golden/ddl_file_vectors.rb
#   ruby scripts/golden/ddl_file_vectors.rb --describe FILE…     prints the same for any files, by their names
require 'json'
require 'mcollective'

FILES = File.expand_path('../../test/conformance/ddl/files', __dir__)
GOLDEN = File.expand_path('../../test/conformance/ddl/golden/files.json', __dir__)
MCollective::Log.define_singleton_method(:log) { |*| nil }

# What JSON has no form for says what it is.
def shown(value)
  case value
  when Symbol then { 'symbol' => value.to_s }
  when Regexp then { 'regexp' => value.source, 'options' => value.options & 7 }
  when Class then { 'class' => value.name }
  when Float then { 'float' => value.to_s }
  when Array then value.map { |item| shown(item) }
  when Hash then { 'hash' => value.map { |key, item| [shown(key), shown(item)] } }
  else value
  end
end

def describe(file)
  kind = File.basename(File.dirname(file))
  known = %w[agent data discovery].include?(kind) ? "#{kind.capitalize}DDL" : 'Base'
  ddl = MCollective::DDL.const_get(known).new(File.basename(file, '.ddl'), kind, false)
  ddl.instance_eval(File.read(file, :encoding => 'UTF-8'), file, 1)
  { 'plugin' => kind, 'meta' => shown(ddl.meta), 'usage' => ddl.instance_variable_get(:@usage),
    'requirements' => shown(ddl.requirements), 'entities' => shown(ddl.entities) }
end

if ARGV.first == '--describe'
  puts JSON.generate(ARGV.drop(1).to_h { |file| [file, describe(file)] })
else
  files = Dir.chdir(FILES) { Dir['**/*.ddl'].sort }
  File.write(GOLDEN, "#{JSON.pretty_generate(files.to_h { |file| [file, describe(File.join(FILES, file))] })}\n")
  puts "files: #{files.size}"
end
