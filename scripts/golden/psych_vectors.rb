# Golden vectors of YAML as Ruby's Psych writes and reads it (Ruby 3.1, Psych 4, libyaml 0.2.5):
#   ruby scripts/golden/psych_vectors.rb          writes test/conformance/psych/golden/*.json
#   ruby scripts/golden/psych_vectors.rb --read   lines of base64 in, JSON lines out: what safe_load makes of each, and
#                                                 what Ruby writes for that, in base64
#
# written.json: what Ruby writes, and what that reads as. plain.json: what an unquoted scalar reads as ("raises" where
# safe_load, permitting Symbol and Regexp, refuses it). Values are described in the notation of notation.rb.
require 'base64'
require 'json'
require 'yaml'
require_relative 'notation'

ENV['TZ'] = 'Europe/Berlin'
Encoding.default_external = Encoding::UTF_8
FOLDER = File.expand_path('../../test/conformance/psych/golden', __dir__)

if ARGV == ['--read']
  $stdin.each_line do |line|
    begin
      value = YAML.safe_load(Base64.decode64(line).force_encoding('UTF-8'), permitted_classes: [Symbol, Regexp])
      puts JSON.generate({ value: describe(value), again: Base64.strict_encode64(YAML.dump(value)) })
    rescue StandardError => e
      puts JSON.generate({ raises: "#{e.class}: #{e.message}" })
    end
  end
  exit
end

WRITTEN = []

# What Ruby reads of its own writing, where that is not what was written.
def written(name, value, reads: value)
  text = YAML.dump(value)
  ours = describe(reads)
  theirs = describe(YAML.unsafe_load(text))
  raise "#{name}: Ruby reads #{theirs}, not #{ours}" unless theirs == ours || name.include?('Time')
  WRITTEN << { name: name, yaml: text, value: ours }
end

STRINGS = [
  '', ' ', '  ', 'a', 'rpcutil', 'two words', '  leading', 'trailing  ', "\n", "\n\n", " \n", "a\n", "a\n\n", "a\n ",
  "a\nb", "a\nb\n", "a\nb\n\n\n", "\na\nb", "\n\n  a\nb\n", "  a\nb", "a\n  b\n c\n", "a\n\n\nb\n", "a\n---\nb", "a\n...\nb\n",
  "#a\nb", "a\n# b\n", "- a\n- b", "a: b\nc: d\n", "a\tb", "\ta", "\ta\nb", "a\r\nb", "a\rb", "a\u0085b", "a\u2028b",
  "a\nb\u2028c\u2029 d\n", "a\u2028", "\u2028a", "\ufeffa", "\u00a0", "\u007f", "\u0001", "\e[31m", "\0", 'é', 'Zürich', '日本語',
  '😀', "😀\nb", "é\nb\n", 'a: b', 'a:b', ':a', '::a', ':', ': ', 'a:', 'a #b', 'a#b', '#a', '- a', '-a', '-', '--', '---', '...',
  '? a', '?a', '?', '!a', '&a', '*a', '%a', '@a', '`a', '|', '|a', '>', '>a', '[a', ']', 'a]', '{a', '}', 'a, b', ',', ',a',
  '"', "'", '"a"', "'a'", "it's", 'say "a"', 'a\\b', '\\', '\\n', 'yes', 'Yes', 'YES', 'no', 'on', 'off', 'true', 'false', 'y', 'n', 'Y', 'N',
  'null', 'Null', 'nil', '~', '<<', '=', '0', '1', '-1', '+1', '00', '01', '08', '089', '0777', '0o17', '0x1f', '0xg', '0b11', '0b2',
  '1_000', '1,000', '1__0', '_1', '1_', '1.5', '1.', '.5', '.', '..', '1.5.2', '1e5', '1e+5', '1.0e5', '1.0e+5', '.inf', '-.inf',
  '+.INF', '.nan', '.NaN', 'inf', 'NaN', 'Infinity', '12:30', '12:30:45', '1:2:3:4', '-1:30', '12:60', '1:30.5', '2020-01-01',
  '2020-1-1', '2020-13-01', '2020-01-01 12:30:45', '2020-01-01T12:30:45Z', '2020-01-01 12:30:45.5 +02:00', '12345678901234567890',
  '12345678901234567890123456789012', '1234567890123456789012345678e901', '0123456789abcdef0123456789abcdef',
  '1234567890e123451234567890123456', 'web1.example.net', '192.0.2.1', '10.5', '/regex/', '/^a.b$/i', 'role::web', 'a=1 and not b',
  'word ' * 40, 'x' * 200, "it's " * 40, '"q" ' * 40, 'é ü ' * 60, ': ' * 60, 'a  b  ' * 40, ('line of text ' * 10) + "\n" + ('and more ' * 20),
  "#{'x' * 100} #{'y' * 100} #{'z' * 100}", "\\ \" '" * 30, "- #{'long item ' * 20}", "💩 " * 50, "\u00a0 " * 60, "a\n" * 30, "k" * 127, "k" * 129
].freeze
STRINGS.each do |string|
  written("String #{string[0, 24].inspect} (#{string.length})", string)
  written("in a Hash: #{string[0, 24].inspect} (#{string.length})", { string => [string, { :v => string }] })
end

SYMBOLS = %i[a ok ssl_msg statuscode a? b! c= [] []= + - * <=> yes no true null 1 1.5 a-b a.b A é 日本 ä_ö].freeze +
          [:'', :' ', :'a b', :'a: b', :'a:', :':a', :'a #b', :'#a', :"a'b", :'a"b', :'- a', :'<<', :'a, b', :'[a', :'key with  two blanks']
SYMBOLS.each { |symbol| written("Symbol #{symbol.inspect}", [symbol, { symbol => symbol }]) }

NUMBERS = [0, 1, -1, 60, 255, 2**30, 1_700_000_000, 2**53, 2**53 - 1, -2**53, 2**64, -2**70, 10**40, 0.5, 1.5, -1.5, 100.0, 1e15, 1e16, 1e20,
           1e100, 1.5e-7, 1e-4, 1e-5, -0.0, 0.1 + 0.2, 1.7976931348623157e308, 5e-324, Float::INFINITY, -Float::INFINITY, Float::NAN].freeze
NUMBERS.each { |number| written("Number #{number}", [number, { number => number }]) }

written('nil', nil)
written('true and false', [true, false, nil])
written('keys of all kinds', { nil => 1, true => 2, false => 3, 5 => 4, 1.5 => 5, :a => 6, 'a' => 7, [1, [2]] => 8, { :a => { 'b' => 1 } } => 9, [] => 10, {} => 11 })
written('empty', [[], {}, [[]], [{}], { 'a' => [], 'b' => {} }])
written('Arrays in Arrays', [1, [2, [3, [4, []]]], [[[5]]], [[6, 7], [8, 9]]])
written('Hashes in Hashes', { :a => { :b => { :c => { :d => {} } } }, 'x' => { 'y' => 1 } })
written('Hashes in Arrays', [{ :a => 1, :b => [1, 2] }, { :c => [{ :d => [{ :e => nil }] }] }])
written('Arrays in Hashes', { :a => [1, [2, 3], { :b => [4] }], 'c' => [[], [[]]] })
written('a Hash as a key with a long value', { { :a => 'x' * 90 } => { [1, 2] => "two\nlines\n" } })
written('binary', ["\xff\x00".b, "\xfe".b * 200, { "\xff".b => 1 }, 'ascii'.b], reads: ["\xff\x00".b, "\xfe".b * 200, { "\xff".b => 1 }, 'ascii'])
written('Regexp', [//, /a/, /a b/i, /^c2$/x, /a.*b/m, /a\/b/mix, /é/, /"'\\/, /a: b/, /# no/, Regexp.new("two\nlines", Regexp::EXTENDED), /#{'long ' * 30}/],
        reads: [//, /a/, /a b/i, /^c2$/x, /a.*b/m, Regexp.new('a\/b', 7), /é/, /"'\\/, /a: b/, /# no/, Regexp.new("two\nlines", Regexp::EXTENDED), /#{'long ' * 30}/])
written('a Time in UTC', Time.at(1_700_000_000, 250_000_000, :nsec).utc)
written('a Time', [Time.at(1_700_000_000), Time.at(0), Time.new(2024, 2, 29, 23, 59, 59, '-05:30')])

FILTER = { 'fact' => [{ :fact => 'country', :value => '/uk|de/', :operator => '=~' }], 'cf_class' => ['/^role/'], 'agent' => ['rpcutil'],
           'identity' => [], 'compound' => [[{ 'fstatement' => { 'r_compare' => /^c2/, 'name' => 'fstat' } }, { 'and' => 'and' }]] }.freeze
inner = YAML.dump({ :ssl_msg => { :agent => 'rpcutil', :data => { :process_results => true, :text => "a\nb\n" } }, :ssl_ttl => 60, :ssl_msgtime => 1_700_000_000 })
written('a request', { :body => inner, :senderid => 'client.example.net', :requestid => '0123456789abcdef0123456789abcdef', :filter => FILTER,
                       :ttl => 60, :msgtime => 1_700_000_000, :hash => Base64.encode64('x' * 128) })

# Values at random, always the same.
RANDOM = Random.new(20_240_501)
PIECES = ['a', 'word', ' ', '  ', "\n", "\n\n", ':', ': ', '#', ' #', '-', '- ', '"', "'", '\\', ',', '[', '{', '!', '&', '*', '|', '>', '%', '@', '`', '?', '? ', '0', '1',
          '9', '.', '_', 'e', '+', '~', 'x', 'é', '日', "\u2028", "\t", "\u00a0", '😀', 'yes', 'null', '---', '...', '=', '<<', '1:30', '2020-01-01', 'w' * 30, 'some words to fold '].freeze

def pick(from) from[RANDOM.rand(from.size)] end

def random_string() Array.new(RANDOM.rand(8)) { pick(PIECES) }.join end

def random_key
  case RANDOM.rand(6)
  when 0 then random_string
  when 1 then RANDOM.rand(1000)
  when 2 then [random_string]
  else pick(%w[a b some.key other-key]).to_sym
  end
end

def random_value(depth)
  case RANDOM.rand(depth > 4 ? 6 : 10)
  when 0 then pick([nil, true, false])
  when 1 then RANDOM.rand(100_000) - 50_000
  when 2 then RANDOM.rand * (10**RANDOM.rand(20))
  when 3 then pick(SYMBOLS)
  when 4, 5 then random_string
  when 6, 7 then Array.new(RANDOM.rand(4)) { random_value(depth + 1) }
  else Array.new(RANDOM.rand(4)) { [random_key, random_value(depth + 1)] }.to_h
  end
end

400.times { |i| written("at random #{i}", random_value(0)) }
300.times { |i| s = Array.new(3) { random_string }.join; written("String at random #{i}", { :a => s, s => [s] }) }

PLAIN = (STRINGS + %w[
  TRUE True On Off NO Yes nULL 0_ 0_7 0b_ 0x_ 0b0_1 -0x1F +0b11 -017 0,1 1,000.5 1_000.5 +.5 -.5 -.e+5 .e+5 1.e+5 1.5e+05 1.5E-3 -1_0:30 1:5 1:59:59.25 -0 +0
  00:00 0:0 -1.5 1..2 1-2 +a -a 1a a1 0x 0b 0o 1e 1e- 2020-02-30 2020-1-1T1:02:03 2020-12-31T23:59:60Z 2020-01-01T00:00:00-0330 2020-01-01T00:00:00+1
  2020-01-01T25:00:00Z 2020-01-01t00:00:00.123456789Z :a? :1 :"a" :'a' :"a :":a" ::a :a:b -.INF .Inf +.nan 1.2.3.4 0.0.0.0 12e03 1E5
  99999999999999999999999999999999999 0777777777777777777777777 0xffffffffffffffffffffffff
]).uniq.select { |text| text =~ /\A[^\s,\[\]{}#&*!|>'"%@`]/ && text !~ /\s\z|\s#|:\s|:\z|\A[-?:](\s|\z)|\n|[\u0085\u2028\u2029]|[\x00-\x08\x0b-\x1f\x7f\ufeff]/ && !text.start_with?('---', '...') }

def plain(text)
  describe(YAML.safe_load("- #{text}\n", permitted_classes: [Symbol, Regexp]).first)
rescue StandardError => e
  e.is_a?(Psych::DisallowedClass) ? ['raises'] : raise("#{text}: #{e.message}")
end

def plain_or_bad(text)
  { text: text, value: plain(text) }
rescue RuntimeError
  { text: text, value: ['fails'] }
end

def write(name, vectors)
  Dir.mkdir(File.dirname(FOLDER)) unless Dir.exist?(File.dirname(FOLDER))
  Dir.mkdir(FOLDER) unless Dir.exist?(FOLDER)
  File.write(File.join(FOLDER, "#{name}.json"), "[\n#{vectors.map { |v| JSON.generate(v) }.join(",\n")}\n]\n")
  puts "#{name}: #{vectors.size}"
end

write('written', WRITTEN.uniq { |vector| vector[:name] })
write('plain', PLAIN.map { |text| plain_or_bad(text) })
