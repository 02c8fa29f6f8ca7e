# Writes test/conformance/ddl/golden/*.json with the answers of the real MCollective (Debian package mcollective-common,
# Ruby 3.1): what it says of inputs, defaults, texts that become numbers, format strings and summaries.
#
#   ruby scripts/golden/ddl_vectors.rb
require 'json'
require 'tmpdir'
require 'mcollective'

include MCollective

FOLDER = File.expand_path('../../test/conformance/ddl/golden', __dir__)
Log.define_singleton_method(:log) { |*| nil }

def write(name, vectors)
  File.write(File.join(FOLDER, "#{name}.json"), "#{JSON.pretty_generate(vectors)}\n")
  puts "#{name}: #{vectors.size}"
end

def hex(value)
  Marshal.dump(value).unpack1('H*')
end

# The sentence of the exception, nil when there is none.
def complaint
  yield
  nil
rescue StandardError => e
  e.to_s
end

def ddl_with(inputs)
  ddl = DDL::AgentDDL.new('sample', :agent, false)
  ddl.instance_eval do
    metadata :name => 'sample', :description => 'd', :author => 'a', :license => 'l', :version => '1', :url => 'u', :timeout => 5
    action 'act', :description => 'd' do
      inputs.each { |name, properties| input name, { :prompt => 'p', :description => 'd', :optional => true }.merge(properties) }
    end
  end
  ddl
end

TEXT = { :type => :string, :maxlength => 0 }.freeze
INPUTS = {
  'short' => { :type => :string, :maxlength => 5, :validation => '.' },
  'unlimited' => { :type => :string, :maxlength => 0, :validation => '.' },
  'string anchored' => TEXT.merge(:validation => '^[\w\-\.]+$'),
  'string of the ends' => TEXT.merge(:validation => '\A[a-z]+\z'),
  'string unanchored' => TEXT.merge(:validation => 'b+'),
  'string with choice' => TEXT.merge(:validation => '^(a|b)$|^c$'),
  'string with slash' => TEXT.merge(:validation => '^/[a-z/]+$'),
  'regexp' => TEXT.merge(:validation => /^[a-z]+$/),
  'regexp with slash' => TEXT.merge(:validation => %r{^/[a-z/]+$}),
  'regexp with escaped slash' => TEXT.merge(:validation => /^\/[a-z]+$/),
  'regexp ignoring case' => TEXT.merge(:validation => /^b+$/i),
  'regexp with all options' => TEXT.merge(:validation => /^ b . $/mix),
  'regexp extended' => TEXT.merge(:validation => /^ a b $/x),
  'posix and unicode' => TEXT.merge(:validation => '^[[:alpha:]]+$'),
  'shellsafe' => TEXT.merge(:validation => :shellsafe),
  'ipv4address' => TEXT.merge(:validation => :ipv4address),
  'ipv6address' => TEXT.merge(:validation => :ipv6address),
  'unknown validator' => TEXT.merge(:validation => :nosuch),
  'type shellsafe' => { :type => :shellsafe },
  'type ipv4address' => { :type => :ipv4address },
  'type unknown' => { :type => :nosuch },
  'list' => { :type => :list, :list => %w[a b headers] },
  'list of numbers' => { :type => :list, :list => [1, 2.5, 'x'] },
  'boolean' => { :type => :boolean },
  'integer' => { :type => :integer },
  'float' => { :type => :float },
  'number' => { :type => :number }
}.freeze
VALUES = [
  'a', 'b', 'abc', 'ABC', 'bBb', 'abcde', 'abcdef', 'äöüßé', 'äöüßéx', '😀😀😀😀😀', '', ' ', "a\n", "\na", "a\nb", "b\n", 'c', 'headers',
  'a.b-c_d', 'a b', '/etc/passwd', '/tmp', '/', 'a`b', 'a$b', 'a;b', 'a|b', 'a&b', 'a&&b', 'a>b', 'a<b', '$', "a'b\"c",
  '10.0.0.1', '10.0.0.1/8', '10.0.0.0/33', '10.0.0.0/255.0.0.0', '10.0.0.0/255.0.1.0', '10.0.0.256', '010.0.0.1', '10.0.0', '10.0.0.1 ',
  "10.0.0.1\n", '::1', '::1/64', '::1/129', '[::1]', '::ffff:10.0.0.1', 'fe80::1%eth0', 'fe80::1', ':::', 'localhost', '0x7f.1', '1', '2.5',
  1, 0, -5, 2**70, 2.5, 1.0, -0.5, true, false, nil, :a, ['a'], [], { 'a' => 1 }, {}
].freeze

def input_vectors
  INPUTS.map do |name, properties|
    ddl = ddl_with(:x => properties)
    answers = VALUES.map { |value| { :value => hex(value), :complaint => complaint { ddl.validate_rpc_request('act', { :x => value }) } } }
    shown = properties.reject { |k, _| k == :validation }.merge(:list => properties[:list] && hex(properties[:list]))
    check = properties[:validation]
    shown[:validation] = case check
                         when Symbol then { :validator => check }
                         when Regexp then { :regex => check.source, :options => check.options }
                         when String then { :regex => check }
                         end
    { :name => name, :input => shown.compact, :answers => answers }
  end
end

REQUESTS = [
  ['nosuch', {}], ['act', {}], ['act', { :must => 'x' }], ['act', { 'must' => 'x' }], ['act', { :must => 5 }],
  ['act', { :must => 'x', :extra => 'y' }], ['act', { :must => 'x', :may => 1 }], ['act', { :must => 'x', :preset => 7 }],
  ['act', { :must => 'x', :preset => 'seven' }], ['act', { :must => nil }]
].freeze

def request_vectors
  inputs = { :must => TEXT.merge(:optional => false, :validation => '^x$'), :may => TEXT.merge(:validation => '.', :default => 'unused'),
             :preset => { :type => :integer, :optional => false, :default => 3 } }
  REQUESTS.map do |action, args|
    given = args.dup
    ddl = ddl_with(inputs)
    said = complaint do
      ddl.set_default_input_arguments(action, given)
      ddl.validate_rpc_request(action, given)
    end
    { :action => action, :args => hex(args), :complaint => said, :sent => hex(given) }
  end
end

def conversion_vectors
  texts = %w[true TRUE t yes Y 1 false f No n 0 on off 2 -1 +1 007 1.5 -1.5 1. .5 1e3 99999999999999999999 x] + ['', ' 1', "1\n"]
  texts.flat_map do |text|
    [['boolean', :string_to_boolean], ['number', :string_to_number]].map do |type, convert|
      value = begin
        DDL.public_send(convert, text)
      rescue StandardError
        text
      end
      { :type => type, :text => text, :value => hex(value) }
    end
  end
end

FORMATS = ['%s', '%5s', '%-5s|', '%05s', '%.2s', '%5.1s', '%d', '%5d', '%05d', '%-5d|', '%+d', '% d', '%i', '%u', '%f', '%0.2f', '%.0f', '%8.3f',
           '%08.2f', '%-8.1f|', '%+.1f', '%.3f', '%.10f', '%%', '100%% %s', 'x', '%s %s', '%q', '%', '%5', '%*d', '%<a>s', '%1$s', '%{a}', '%0s'].freeze
FORMATTED = ['abc', 'ä', '😀', '', '42', '1.5', 'x1', 0, 5, -5, 12_345_678, 2**70, 0.5, 1.5, 2.5, -2.5, 0.125, 0.375, 1e-7, 123_456.789, 2.675, 1.005,
             1e21, -1.5, -0.5, 1.0, true, false].freeze

def format_vectors
  FORMATS.flat_map do |format|
    FORMATTED.map do |value|
      text = begin
        format % [value]
      rescue StandardError
        nil
      end
      { :format => format, :value => hex(value), :text => text }
    end
  end
end

REPLIES = {
  'words' => %w[uk de uk uk fr de],
  'one' => ['uk'],
  'none' => [],
  'nils' => [nil, nil],
  'words and nil' => ['a', nil, 'a', 'bb'],
  'booleans' => [true, false, true],
  'integers' => [8, 16, 8, 8],
  'even integers' => [2, 4, 6],
  'floats' => [0.25, 1.5, 0.25, 0.25],
  'mixed numbers' => [1, 2.5, 1, 1],
  'lists' => [%w[a b], %w[a], %w[b a c]],
  'empty lists' => [[], []],
  'hashes' => [{ 'family' => 'Debian' }, { 'family' => 'Debian' }, { 'family' => 'Red' }],
  'long' => ['x' * 60, 'y', 'y'],
  'umlauts' => %w[Zürich Rom Zürich],
  'text for numbers' => %w[1 2 2]
}.freeze
AGGREGATES = [[:summary, nil], [:summary, '%s nodes: %d'], [:summary, '%10s|%-3d|'], [:average, nil], [:average, 'Average: %0.2f'],
              [:average, 'Average: %d'], [:sum, nil], [:sum, 'Total: %d'], [:sum, '%5.1f']].freeze

# Lines as RPC::Stats shows them; of equal counts the order is not certain, so they are sorted where that happens.
def aggregate_vectors
  AGGREGATES.flat_map do |function, format|
    REPLIES.map do |name, values|
      args = format ? [:x, { :format => format }] : [:x]
      aggregate = Aggregate.new(:action => 'act', :output => { :x => { :display_as => 'X' } }, :aggregate => [{ :function => function, :args => args }])
      values.each { |value| aggregate.call_functions(:data => { :x => value }) }
      summary = aggregate.summarize
      { :name => name, :function => function, :format => format, :values => hex(values), :lines => summary.flat_map { |one| one.to_s.split("\n") },
        :failures => aggregate.failed.map { |failed| failed[:type] } }
    end
  end
end

Dir.mktmpdir do |folder|
  File.write("#{folder}/c.cfg", "libdir = #{folder}\nlogger_type = console\nloglevel = fatal\nsecurityprovider = psk\nplugin.psk = x\n")
  Config.instance.loadconfig("#{folder}/c.cfg")
  write 'inputs', input_vectors
  write 'requests', request_vectors
  write 'conversions', conversion_vectors
  write 'formats', format_vectors
  write 'aggregates', aggregate_vectors
end
