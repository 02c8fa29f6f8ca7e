# Golden vectors of Marshal 4.8, made by real Ruby (3.1):
#   ruby scripts/golden/marshal_vectors.rb              writes test/conformance/marshal/golden/vectors.json
#   ruby scripts/golden/marshal_vectors.rb --describe   hex lines in, JSON lines {"value", "again"} out
#
# Values are described in the notation of notation.rb.
# Instead of a value a vector may have "refused", the reason a reader that builds no objects gives.
# "exact" says that a writer without object links that writes all text as UTF-8 makes the same bytes.
require 'json'
require_relative 'notation'

ENV['TZ'] = 'Europe/Berlin'
Encoding.default_external = Encoding::UTF_8

if ARGV == ['--describe']
  $stdout.sync = false
  $stdin.each_line do |line|
    value = Marshal.load([line.chomp].pack('H*'))
    puts JSON.generate({ value: describe(value), again: Marshal.dump(value).unpack1('H*') })
  end
  exit
end

# Ruby 3.1 keeps the order in which a process first set the variables of a dumped Time; a full one sets it for all.
Marshal.dump(Time.at(0, 1, :nsec))

VECTORS = []

def vector(name, value, exact: true)
  VECTORS << { name: name, hex: Marshal.dump(value).unpack1('H*'), value: describe(value), exact: exact }
end

def refused(name, value, reason: 'type')
  refused_bytes(name, Marshal.dump(value), reason: reason)
end

def refused_bytes(name, bytes, reason:)
  VECTORS << { name: name, hex: bytes.unpack1('H*'), refused: reason }
end

def bytes(name, hex, value, exact: false)
  loaded = Marshal.load([hex].pack('H*'))
  raise "#{name}: Ruby reads #{loaded.inspect}" unless describe(loaded) == describe(value)
  VECTORS << { name: name, hex: hex, value: describe(value), exact: exact }
end

def ascii(text) text.dup.force_encoding('US-ASCII') end
def utf8(text) text.dup.force_encoding('UTF-8') end

# --- nil, booleans, integers
[nil, true, false].each { |v| vector(v.inspect, v) }
edges = [0, 1, 60, 122, 123, 255, 256, 65_535, 65_536, 2**24 - 1, 2**24, 2**30 - 1,
         -1, -123, -124, -129, -255, -256, -257, -65_536, -65_537, -2**24, -2**24 - 1, -2**30]
edges.each { |n| vector("fixnum #{n}", n) }
bigs = [2**30, -2**30 - 1, 1_700_000_000, -1_700_000_000, 2**31, 2**32, 2**40, 2**48 - 1, 2**53 - 1, 2**53, 2**53 + 1,
        -2**53 + 1, -2**53, 2**62, 2**64 - 1, 2**64, -2**64, 2**70 + 1, 10**40, 2**2048 - 1]
bigs.each { |n| vector("bignum #{n.to_s[0, 24]}", n) }
bytes('bignum that would fit', '04086c2b060500', 5)
bytes('negative bignum of zero', '04086c2d060000', 0)
bytes('fixnum of four bytes beyond 31 bits', '04086904ffffffff', 2**32 - 1)

# --- floats
floats = [0.0, -0.0, 1.0, -1.0, 1.5, 0.75, 100.0, 120.0, 12.25, 0.1, 0.1 + 0.2, 0.0001, 0.00001, 1e15, 1e16, 1e20, 1e23, 1e100,
          123456789012345680.0, 12345678.9, -2.5e-7, 5e-324, 2.2250738585072014e-308, Float::MAX, Float::EPSILON,
          999999999999999.9, 9007199254740993.0, Float::INFINITY, -Float::INFINITY, Float::NAN]
floats.each { |f| vector("float #{f}", f) }

# Ruby 1.8 appended the bits below the 37th to the decimal text, after a NUL (marshal.c, save_mantissa).
def old_float(text, value)
  rest = Math.ldexp(Math.frexp(value.abs)[0], 37) % 1
  mantissa = [(rest * 2**32).floor].pack('N').sub(/\0+\z/n, '')
  whole = "#{text}\0".b + mantissa
  bytes("float of Ruby 1.8, #{text}", ("\x04\x08f".b + [whole.size + 5].pack('C') + whole).unpack1('H*'), value)
end
old_float('0.10000000000000001', 0.1)
old_float('21.699999999999999', 21.7)
old_float('-1.3999999999999999e-17', -1.4e-17)

# --- strings
vector('empty string', '')
vector('UTF-8 string', 'abc')
vector('non-ASCII UTF-8 string', 'é ü 漢字 😀')
vector('US-ASCII string', ascii('abc'), exact: false)
vector('binary string', 'abc'.b)
vector('binary string with all bytes', (0..255).to_a.pack('C*'))
vector('empty binary string', ''.b)
vector('string of 122 bytes', 'x' * 122)
vector('string of 123 bytes', 'x' * 123)
vector('string of 300 bytes', 'é' * 150)
vector('string with NUL, CR, LF', "a\0b\r\nc")
vector('string with U+FFFD', "\u{fffd}")
vector('string with byte order mark', "\u{feff}x")
vector('invalid UTF-8', utf8("ab\xff"))
vector('invalid UTF-8 beyond forty bytes', utf8('z' * 50 + "\xc3"))
vector('UTF-8 surrogate', utf8("\xed\xa0\x80"))
vector('invalid US-ASCII', ascii("ab\xc3\xa9"))
vector('invalid US-ASCII beyond forty bytes', ascii('z' * 50 + "\xff"))
vector('ISO-8859-1 string', 'é'.encode('ISO-8859-1'))
vector('ISO-8859-1 string of ASCII', 'abc'.encode('ISO-8859-1'))
vector('UTF-16LE string', 'é'.encode('UTF-16LE'))
vector('Shift_JIS string', '漢字'.encode('Shift_JIS'))
vector('Windows-1252 string', '€'.encode('Windows-1252'))
vector('two ISO-8859-1 strings (the encoding name is linked)',
       ['é'.encode('ISO-8859-1'), 'è'.encode('ISO-8859-1'), 'x'], exact: false)
with_ivar = +'x'
with_ivar.instance_variable_set(:@note, [1, 'two'])
vector('string with an instance variable', with_ivar, exact: false)

# --- symbols
vector('symbol', :ok)
vector('empty symbol', :'')
vector('symbol with spaces', :'a b:c')
vector('symbols repeated', %i[a a b a])
vector('many symbols', (0..300).map { |i| :"s#{i}" } * 2)
vector('non-ASCII symbol', :"é")
vector('non-ASCII symbol repeated', [:"é", :"é", :a, 'x', :"é"])
vector('the symbol E itself', [:E, 'x', :E])
vector('the symbol E after a string', ['x', :E])
bytes('symbol repeated in full', '04085b073a06613a0661', %i[a a])
refused('ISO-8859-1 symbol', 'é'.encode('ISO-8859-1').to_sym, reason: 'text')
refused('binary symbol', "\xff".b.to_sym, reason: 'text')

# --- arrays, hashes
vector('empty array', [])
vector('nested arrays', [[], [[]], [[[1]]]])
vector('array of all scalars', [nil, true, false, 1, 2**40, 1.5, 'x', :y, 'z'.b])
vector('array of 200', (0...200).to_a)
vector('empty hash', {})
vector('hash of symbol and string', { :a => 1, 'b' => true })
vector('hash with any keys', { 1 => 'one', nil => 0, [1, :x] => 2, 1.5 => 3, { a: 1 } => 4, true => 5 })
vector('hash with symbol and string of equal text', { :a => 1, 'a' => 2 })
vector('hash with prototype names', { '__proto__' => 1, 'constructor' => 2, :toString => 3 })
vector('hash with a binary ASCII key', { 'k'.b => 1 }, exact: false)
vector('hash with a binary key', { "\xff".b => 1 })
vector('hash of 200', (0...200).to_h { |i| ["key#{i}", i] })
vector('hash with default', Hash.new(5).merge({ 1 => 2 }), exact: false)
vector('hash with default that takes a place in the table', [Hash.new('d'), s = 'x', s], exact: false)
vector('hash of keyword arguments', Hash.ruby2_keywords_hash({ a: 1 }), exact: false)
listed = [1]
listed.instance_variable_set(:@note, 'x')
vector('array with an instance variable', [listed, s = 'y', s], exact: false)
vector('64 levels', 63.times.inject([]) { |inner, _| [inner] })
refused('65 levels', 64.times.inject([]) { |inner, _| [inner] }, reason: 'depth')

# --- object links; each counts another kind of object
s = 'x'
b = 'bin'.b
h = { 'k' => s }
t = Time.at(1_700_000_000).utc
r = /x/
vector('same string twice', [s, s], exact: false)
vector('same binary string twice', [b, b], exact: false)
vector('same array twice', [[1], [1]].then { |a| [a[0], a[0]] }, exact: false)
vector('same hash twice', [h, h], exact: false)
vector('same float twice', [1.5, 1.5], exact: false)
vector('links after a float', [1.25, s, s], exact: false)
vector('links after a bignum', [2**70, 2**30, s, s], exact: false)
vector('same bignum twice', [2**70].then { |a| [a[0], a[0]] }, exact: false)
vector('links after hash keys', [{ 'a' => 'b', 'c' => 'd' }, s, s], exact: false)
vector('link to a hash key', { 'agent' => s, 'x' => s, :l => ['agent', s] }, exact: false)
vector('links after a regexp', [r, r, s, s], exact: false)
vector('links after a Time', [t, s, s], exact: false)
vector('same Time twice', [s, t, t, s], exact: false)
fine = Time.at(1_700_000_000, 123_456_789, :nsec)
vector('links after a Time with nanoseconds', [fine, s, fine, s], exact: false)
vector('link to a zone', [fine, fine.zone, s, s], exact: false)
vector('links after an encoding name', ['é'.encode('ISO-8859-1'), s, s], exact: false)
vector('links after symbols', [:"é", :a, s, s], exact: false)
vector('link far away', (0...300).map { |i| "s#{i}" }.then { |a| a + [a[250], a[299]] }, exact: false)
cycle = []
cycle << cycle
refused('array that holds itself', cycle, reason: 'cycle')
loop_hash = {}
loop_hash[:self] = [loop_hash]
refused('hash that holds itself', loop_hash, reason: 'cycle')
bomb = 40.times.inject(['boom' * 10]) { |inner, _| [inner, inner] }
refused('array that unfolds to terabytes', bomb, reason: 'bytes')

# --- regexps
vector('regexp', /^a.b$/)
vector('regexp with all options', /a/mix)
vector('non-ASCII regexp', /é/)
vector('ASCII regexp fixed to UTF-8', /a/u)
vector('regexp without encoding', /a/n)
vector('regexp of binary escapes', /\xff/n, exact: false)
refused('ISO-8859-1 regexp', Regexp.new('é'.encode('ISO-8859-1')), reason: 'text')

# --- times
vector('UTC time', t)
vector('time in a zone', Time.at(1_700_000_000))
vector('summer time', Time.at(1_690_000_000))
vector('time with an offset', Time.at(1_700_000_000, in: '+09:00'))
vector('time with a negative offset and nanoseconds', Time.at(1_700_000_000, 123_456_789, :nsec, in: '-03:30'))
vector('microseconds', Time.at(1_700_000_000, 250_000).utc)
vector('999999 microseconds', Time.at(1_700_000_000, 999_999).utc)
vector('nanoseconds', Time.at(1_700_000_000, 123_456_789, :nsec).utc)
vector('120 nanoseconds', Time.at(1_700_000_000, 120, :nsec).utc)
vector('parts of a nanosecond', Time.at(1_700_000_000, Rational(1001, 3), :nsec).utc, exact: false)
vector('the epoch', Time.at(0).utc)
vector('before the epoch', Time.utc(1969, 12, 31, 23, 59, 59))
vector('leap day', Time.utc(2024, 2, 29, 12))
vector('the year 1900', Time.utc(1900, 1, 1))
vector('the year 1800', Time.utc(1800, 1, 2, 3, 4, 5))
vector('the year 50', Time.utc(50, 6, 7))
vector('the year -5', Time.utc(-5, 1, 2))
vector('the year 67435', Time.utc(67_435, 12, 31))
vector('the year 67436', Time.utc(67_436, 1, 1))
vector('the year 70000', Time.utc(70_000, 1, 2))
refused('the year 300000', Time.utc(300_000, 1, 2), reason: 'time')
bytes('time of Ruby 1.8, without variables', '040875' + '3a0954696d65' + '0d' + 'd6e91ec000004035', t)
bytes('nanoseconds by submicro only', '040849753a0954696d650dd6e91ec000004035063a0d7375626d6963726f22071230',
      Time.at(1_700_000_000, 123, :nsec).utc)

# --- what is never accepted
Pair = Struct.new(:a, :b)
class Thing
  def initialize; @a = 1; end
end
class Dumped
  def _dump(_level) 'x' end
  def self._load(_data) new end
end
class Custom
  def marshal_dump() [1] end
  def marshal_load(_data) end
end
class Text < String; end
refused('object', Thing.new)
refused('exception', RuntimeError.new('x'))
refused('class', String)
refused('module', Kernel)
refused_bytes('old module', "\x04\x08M\x0bString", reason: 'type')
refused('struct', Pair.new(1, 2))
refused('range', (1..2))
refused('rational', Rational(1, 3))
refused('complex', Complex(1, 2))
refused('extended object', 'x'.dup.extend(Enumerable))
refused('String of a class', Text.new('x'))
refused('Hash by identity', {}.compare_by_identity)
refused('object with _dump', Dumped.new)
refused('object with marshal_dump', Custom.new)
refused_bytes('data', "\x04\x08d:\x08Foo0", reason: 'type')
refused('object within', { data: [1, { x: Thing.new }] })
refused_bytes('link to nothing', "\x04\x08[\x06@\x0a", reason: 'link')
refused_bytes('symbol link to nothing', "\x04\x08;\x00", reason: 'link')
refused_bytes('Marshal 4.9', "\x04\x090", reason: 'header')
refused_bytes('no bytes', '', reason: 'truncated')
refused_bytes('two values', "\x04\x0800", reason: 'trailing')
refused_bytes('length beyond the end', "\x04\x08[\x04\xff\xff\xff\x3f", reason: 'truncated')
refused_bytes('negative length', "\x04\x08\"\xfa", reason: 'length')

# --- envelopes as MCollective makes them (request ids and digests are US-ASCII there, so never exact here)
def hex_id() ascii('0123456789abcdef0123456789abcdef') end

def request(body, filter, agent)
  { body: Marshal.dump(body), senderid: 'client.example.net', requestid: hex_id, filter: filter, collective: 'mcollective',
    agent: agent, callerid: 'uid=1000', ttl: 60, msgtime: 1_700_000_000, hash: ascii('8f894ed349355cca2824e19c39b28071') }
end

def reply(body, agent)
  { senderid: 'node1.example.net', requestid: hex_id, senderagent: agent, msgtime: 1_700_000_000,
    body: Marshal.dump(body), hash: ascii('09c25ea60f5d3b98b5714d2d7143a34f') }
end

def filter(**parts)
  { 'fact' => [], 'cf_class' => [], 'agent' => [], 'identity' => [], 'compound' => [] }.merge(parts.transform_keys(&:to_s))
end

def rpc_reply(data, code = 0, message = 'OK') { statuscode: code, statusmsg: message, data: data } end

agent = 'rpcutil'
compound = [[{ 'fstatement' => { 'operator' => '=~', 'name' => 'fstat', 'params' => '/etc/hosts', 'r_compare' => /^c2/ } },
             { 'and' => 'and' }, { 'statement' => 'role::db' }]]
facts = [{ fact: 'country', value: '/uk|de/', operator: '=~' }]
vector('ping request', request('ping', filter, 'discovery'), exact: false)
vector('RPC request', request({ agent: agent, action: 'get_fact', caller: 'uid=1000', data: { fact: 'osfamily', process_results: true } },
                              filter(fact: facts, agent: [agent], compound: compound), agent), exact: false)
vector('RPC request body', { agent: agent.dup, action: 'get_fact', caller: 'uid=1000', data: { fact: 'osfamily', process_results: true } })
vector('pong', reply('pong', 'discovery'), exact: false)
vector('RPC reply', reply(rpc_reply({ fact: 'osfamily', value: 'Debian' }), agent), exact: false)
vector('RPC reply body', rpc_reply({ fact: 'osfamily', value: 'Debian' }))
vector('RPC failure body', rpc_reply({}, 5, 'undefined method `foo\' for nil:NilClass'))
vector('RPC reply body with everything', rpc_reply({ mtime: Time.at(1_700_000_000, 250_000).utc, size: 385, ratio: 0.75,
                                                     name: '/tmp/é', big: 2**40, none: nil, list: %w[a b], raw: "\xff\0".b }))
vector('puppet summary body', rpc_reply({ out_of_sync_resources: 0, total_time: 21.75, config_version: 1_699_999_812,
                                          summary: { 'resources' => { 'total' => 214 }, 'time' => { 'total' => 21.7, 'service' => 1.25 } } }),
       exact: false) # equal string literals are one object, so there is a link

target = File.expand_path('../../test/conformance/marshal/golden/vectors.json', __dir__)
File.write(target, "[\n#{VECTORS.map { |v| JSON.generate(v) }.join(",\n")}\n]\n")
puts "#{VECTORS.size} vectors in #{target}"
