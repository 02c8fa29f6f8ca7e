# Writes test/conformance/mcollective/golden/*.json with the answers of the real MCollective (Debian package
# mcollective-common, Ruby 3.1): messages byte for byte, filters, fact tests, compound filters, regexps.
#
#   ruby scripts/golden/mcollective_vectors.rb
require 'json'
require 'tmpdir'
require 'mcollective'

NOW = 1_700_000_000
PSK = 's3cret'
REQUEST_ID = '0123456789abcdef0123456789abcdef'.encode('US-ASCII')
FOLDER = File.expand_path('../../test/conformance/mcollective/golden', __dir__)
CLASSES = ['common', 'role::web', 'role::db', 'apache', 'My.Class', 'web-01'].freeze
AGENTS = %w[discovery rpcutil puppet iptables].freeze
FACTS = {
  'country' => 'uk', 'osfamily' => 'Debian', 'memory' => '2048', 'load' => '1.5', 'small' => '10', 'zeros' => '02048',
  'clock' => '12:30', 'big' => '123456789012345678901234567890', 'exp' => '1e5', 'empty' => '', 'umlaut' => 'köln',
  'lines' => "one\ntwo", 'roles' => %w[web cache], 'numbers' => %w[5 50], 'nothing' => [],
  'os' => { 'family' => 'Debian', 'release' => { 'major' => '12' } }, 'mixed' => ['a', { 'b' => 'c' }],
  'octal' => '010', 'minus' => '-5', 'hex' => '0x10', 'score' => '1_0', 'ratio' => '9.5', 'version' => '10.2.1', 'pair' => 'a=b', 'path' => '/var/log',
  'numbered' => "1\n2", 'nested' => [['a'], 'b']
}.freeze

def write(name, vectors)
  File.write(File.join(FOLDER, "#{name}.json"), "#{JSON.pretty_generate(vectors)}\n")
  puts "#{name}: #{vectors.size}"
end

# All strings within a value, keys too.
def strings(value)
  case value
  when Hash then value.to_a.flat_map { |pair| strings(pair) }
  when Array then value.flat_map { |v| strings(v) }
  when String then [value]
  else []
  end
end

# True when one String stands in two places of the message: Ruby writes a link for the second.
def links?(payload)
  ids = strings(Marshal.load(payload)).map(&:object_id)
  ids.uniq.size < ids.size
end

def answer
  yield ? true : false
rescue Exception => e # rubocop:disable Lint/RescueException
  e.is_a?(SystemExit) ? raise : "raises #{e.class}"
end

module MCollective
  module Facts
    def self.[](name)
      FACTS[name]
    end
  end
  module Util
    def self.has_agent?(agent) # the original with the list of a daemon
      agent = Regexp.new(agent.gsub('/', '')) if agent.match('^/')
      agent.is_a?(Regexp) ? !AGENTS.grep(agent).empty? : AGENTS.include?(agent)
    end
  end
end

include MCollective

def security(identity, callertype)
  Dir.mktmpdir do |folder|
    File.write("#{folder}/classes.txt", CLASSES.join("\n") + "\n")
    File.write("#{folder}/c.cfg", <<~CFG)
      identity = #{identity}
      classesfile = #{folder}/classes.txt
      logger_type = console
      loglevel = fatal
      securityprovider = psk
      plugin.psk = #{PSK}
      plugin.psk.callertype = #{callertype}
      plugin.yaml = #{folder}/facts.yaml
    CFG
    PluginManager.clear
    Config.instance.loadconfig("#{folder}/c.cfg")
    Log.configure
    psk = Security::Psk.new
    psk.define_singleton_method(:callerid) { 'uid=1000' }
    yield psk
  end
end

Log.define_singleton_method(:log) { |*| nil }
class << Time
  alias_method :real_now, :now
  def now
    at(NOW)
  end
end

def request_vectors(psk)
  link = 'rpcutil'
  bodies = {
    'ping' => 'ping',
    'rpc' => { :agent => 'rpcutil', :action => 'get_fact', :caller => 'uid=1000',
               :data => { :fact => 'osfamily', :process_results => true } },
    'values' => { :agent => 'x', :action => 'y', :caller => 'uid=1000',
                  :data => { :nil => nil, :yes => true, :no => false, :int => -5, :big => 2**40, :float => 1.5, :one => 1.0,
                             :text => 'käse', :binary => "\xff\x00\x01".b, :list => [1, 'two', :three],
                             :hash => { 'a' => { :b => [] } }, 'string key' => 1, :process_results => false } }
  }
  filters = {
    'empty' => Util.empty_filter,
    'all kinds' => { 'fact' => [Util.parse_fact_string('country=/uk|de/'), Util.parse_fact_string('memory>=1024')],
                     'cf_class' => ['role::web', '/^role/'], 'agent' => ['rpcutil'], 'identity' => ['node1.example.net', '/^web/'],
                     'compound' => [Matcher.create_compound_callstack('country=uk and not (role::web or role::x)')] },
    'discovery of the rpc client' => Util.empty_filter.merge('agent' => ['rpcutil'], 'collective' => 'mcollective'),
    'agent linked' => Util.empty_filter.merge('agent' => [link])
  }
  filters.flat_map do |filter_name, filter|
    bodies.map do |body_name, body|
      agent = filter_name == 'agent linked' ? link : 'rpcutil'.dup
      payload = psk.encoderequest(nil, body, REQUEST_ID.dup, filter, agent, 'mcollective'.dup, 60)
      { :name => "#{body_name}, filter #{filter_name}", :payload => payload.unpack1('H*'),
        :links => links?(payload), :body => Marshal.dump(body).unpack1('H*'),
        :filter => filter.reject { |k, _| k == 'compound' }, :compound => Marshal.dump(filter['compound']).unpack1('H*') }
    end
  end
end

def reply_vectors(psk)
  bodies = {
    'pong' => 'pong',
    'ok' => { :statuscode => 0, :statusmsg => 'OK', :data => { :fact => 'osfamily', :value => 'Debian' } },
    'aborted' => { :statuscode => 1, :statusmsg => 'Puppet is disabled: \'x\'', :data => { :summary => '', :initiated_at => 0 } },
    'string keys' => { 'statuscode' => 5, 'statusmsg' => 'boom', 'data' => { 'a' => 1 } },
    'time' => { :statuscode => 0, :statusmsg => 'OK', :data => { :mtime => Time.at(NOW, 250_000).utc, :size => 385, :name => '/tmp/é' } },
    'nil data' => { :statuscode => 0, :statusmsg => nil, :data => nil }
  }
  bodies.map do |name, body|
    payload = psk.encodereply('rpcutil'.dup, body, REQUEST_ID.dup, 'uid=1000')
    { :name => name, :payload => payload.unpack1('H*'), :links => links?(payload),
      :body => Marshal.dump(body).unpack1('H*') }
  end
end

FACT_STRINGS = ['a=b', 'a = b', 'a=/b/', 'a = /b c/', 'a=~b', 'a=~/b/', 'a==b', 'a!=b', 'a>1', 'a<1', 'a>=1', 'a=>1', 'a<=1', 'a=<1',
                'a => 1', 'a =< 1', 'a >= 1', 'a=b=c', 'os.family=x', 'foo', 'a=', 'a b=c', 'a=b c', 'a==/b/', 'a=//', 'a=/', 'a=/b', '=b', 'a-b_c=1',
                'a::b=1', 'a=http://x/', 'a=1.5', 'a=<b', 'a=b d=e'].freeze

def fact_string_vectors
  FACT_STRINGS.map do |text|
    { :text => text, :parsed => begin
      Util.parse_fact_string(text)
    rescue RuntimeError
      nil
    end }
  end
end

FACT_TESTS = [
  %w[country == uk], %w[country == UK], %w[country != uk], %w[country != de], %w[country =~ /uk|de/], %w[country =~ u], %w[country =~ ^k],
  %w[country < v], %w[country > u], %w[missing == x], %w[missing != x], %w[missing =~ .], %w[memory > 1024], %w[memory > 300], %w[memory < 300],
  %w[memory >= 2048], %w[memory <= 2048], %w[memory != 2048], %w[memory != 02048], %w[memory == 02048], %w[load > 1.25], %w[load > 1024], %w[load > 10],
  %w[small > 9.5], %w[memory > 9.5], %w[memory > 100.5], %w[zeros > 5], %w[zeros == 2048], %w[zeros >= 02048], %w[clock >= 12:30], %w[clock < 12:31],
  %w[clock == 12:30], %w[big > 123456789012345678901234567889], %w[exp > 99999], %w[exp < 2e5], %w[exp >= 1.5], %w[empty == x], %w[empty < x], %w[empty != x],
  %w[umlaut == köln], %w[umlaut =~ /^k.ln$/], %w[umlaut > kz], %w[lines =~ ^two], %w[lines =~ \\Atwo], %w[lines =~ /one$/], %w[lines =~ one.two],
  %w[roles == web], %w[roles != web], %w[roles =~ /^cac/], %w[roles == db], %w[numbers > 9], %w[numbers < 9], %w[nothing == x], %w[nothing != x],
  %w[os == family], %w[os =~ rel], %w[os != family], %w[os == major], %w[mixed == a], %w[mixed == z], %w[mixed != a], %w[mixed != z],
  %w[octal > 9], %w[octal < 9], %w[octal != 10], %w[octal != 8], %w[octal > 9.5], %w[octal == 10], %w[minus < 3], %w[minus > -10], %w[minus <= -5], %w[minus > -6], %w[hex > 5], %w[hex > 1.5],
  %w[hex == 16], %w[score > 5], %w[score < 10.5], %w[score < 9.5], %w[ratio < 10], %w[ratio > 10], %w[ratio >= 9.50], %w[ratio != 9.50], %w[ratio == 9.50], %w[ratio < 100],
  %w[small >= 10.0], %w[small != 10.0], %w[version > 9.9.9], %w[version >= 10.2], %w[memory > -1], %w[memory > 1e3], %w[memory < 1e1], %w[load < 0x10], %w[load > +1.25],
  %w[numbered > 1], %w[numbered == 1], %w[numbered =~ ^2$], %w[nested == b], %w[nested =~ b], %w[nested =~ a], %w[nested > a], %w[nested != b], %w[mixed =~ a], %w[mixed =~ z], %w[mixed > 0],
  %w[mixed < a], %w[nothing =~ .], %w[os > a], %w[os < a], %w[numbers != 5], %w[numbers >= 50], %w[pair == a=b], %w[path =~ /var], %w[path == /var/log], %w[path =~ /^/var/],
  %w[country === uk], %w[memory =~ 20], %w[memory =~ (], %w[country =~ //], %w[country =~ /], %w[country =~ /uk]
].freeze

def fact_test_vectors
  FACT_TESTS.map do |fact, operator, value|
    { :fact => fact, :operator => operator, :value => value,
      :matches => answer { Util.has_fact?(fact.dup, value.dup, operator.dup) } }
  end
end

def filter_vectors(psk)
  base = Util.empty_filter
  parts = {
    'nothing' => {}, 'agent' => { 'agent' => ['rpcutil'] }, 'no such agent' => { 'agent' => ['rpcutil', 'nrpe'] },
    'agent regex' => { 'agent' => ['/^rpc/'] }, 'agent mcollective' => { 'agent' => ['mcollective'] },
    'class' => { 'cf_class' => ['role::web'] }, 'class of other case' => { 'cf_class' => ['Role::Web'] },
    'class regex' => { 'cf_class' => ['/^role::(web|db)$/'] }, 'class regex with slash inside' => { 'cf_class' => ['/role\/::web/'] },
    'class regex without end' => { 'cf_class' => ['/pach'] }, 'two classes' => { 'cf_class' => %w[apache common] },
    'class and missing class' => { 'cf_class' => %w[apache nginx] }, 'class regex dot' => { 'cf_class' => ['/My.Class/'] },
    'identity' => { 'identity' => ['node1.example.net'] }, 'other identity' => { 'identity' => ['node2.example.net'] },
    'identity or' => { 'identity' => ['node2.example.net', 'node1.example.net'] }, 'identity regex' => { 'identity' => ['/node\d/'] },
    'identity twice' => { 'identity' => ['node1.example.net', '/node/'] },
    'fact' => { 'fact' => [Util.parse_fact_string('country=uk')] },
    'fact and other fact' => { 'fact' => [Util.parse_fact_string('country=uk'), Util.parse_fact_string('memory<5')] },
    'all' => { 'agent' => ['rpcutil'], 'cf_class' => ['apache'], 'identity' => ['/node/'], 'fact' => [Util.parse_fact_string('country=uk')] },
    'puppet_class' => { 'puppet_class' => ['apache'] }, 'missing puppet_class' => { 'puppet_class' => ['nginx'] },
    'unknown key and agent' => { 'agent' => ['rpcutil'], 'collective' => 'mcollective' },
    'bad class regex' => { 'cf_class' => ['/(/'] }, 'bad identity regex' => { 'identity' => ['/(/'] },
    'same identity twice' => { 'identity' => ['node1.example.net', 'node1.example.net'] },
    'two identity regexes, one fits' => { 'identity' => ['/^node/', '/^web/'] }, 'two identity regexes, both fit' => { 'identity' => ['/^node/', '/net$/'] },
    'identity regex and other name' => { 'identity' => ['/^node/', 'web1'] }, 'nothing but the collective' => { 'collective' => 'mcollective' },
    'nested fact' => { 'fact' => [Util.parse_fact_string('mixed=~z')] }, 'fact not comparable' => { 'fact' => [Util.parse_fact_string('clock>=12:30')] },
    'fact not comparable, other class' => { 'cf_class' => ['nginx'], 'fact' => [Util.parse_fact_string('clock>=12:30')] }
  }
  parts.map do |name, part|
    filter = base.merge(part)
    { :name => name, :filter => Marshal.dump(filter).unpack1('H*'), :matches => answer { psk.validate_filter?(filter) } }
  end
end

COMPOUNDS = [
  'apache', 'nginx', '/^role/', 'country=uk', 'country = uk', 'country=de', 'not country=de', '!country=de', 'country=/u./', 'memory>1024', 'memory >= 2048', 'memory<=5',
  'country=uk and apache', 'country=uk and nginx', 'country=de or apache', 'not nginx', 'not apache', 'not not apache', '! nginx and apache',
  'nginx or apache and nginx', '(nginx or apache) and nginx', 'apache or nginx and nginx', 'country=uk and not (role::web or role::x)',
  'country=uk and not (role::y or role::x)', '(apache)', '((apache))', 'not (nginx)', 'not(nginx)', 'apache and(common)', 'country!=uk', 'country==uk', 'country=~uk',
  'country!=de', 'missing!=x', 'not country!=uk', 'country==de', 'country=~de', 'country=~/^u/', 'country=/^u/ and country!=de', 'country!=/^u/', 'country!=/^d/', 'missing!=/x/',
  'roles!=web', 'roles!=db', 'not roles=web', 'nothing!=x', 'empty!=x', 'empty=x', 'memory=>1024', 'memory=<1024', 'memory=>4096', 'small>9.5', 'ratio<10', 'octal>9', 'clock>=12:30',
  'pair=a=b', 'pair=a', 'pair!=a=b', 'pair=/a=b/', 'path=/var', 'path=/var/', "path='/var/log'", 'country>/u/', 'os!=family', 'mixed!=a', 'mixed=~z', 'memory!=2048', 'memory<1<2',
  "country='uk'", 'country="uk"', 'roles=web', 'os=family', 'missing=x', 'not missing=x', 'country=a=b', 'notapache', 'android', 'oracle', 'nothing',
  "fstat('/etc/hosts').md5=/baa/", "fstat('/etc/hosts').size>5", 'apache and or nginx', 'apache nginx', '(apache', 'apache)', 'foo(', '/a/=b', 'and apache', 'apache and', 'not',
  "fact('a.b').value=5", "!fstat('/x').present=1", 'puppet().enabled=true', "fstat('/etc/hosts')", 'web-01', '/web-\\d+/', 'country = /u k/', 'My.Class and common or nginx', ''
].freeze

def jsonable(value)
  case value
  when Regexp then { '//' => value.source }
  when Hash then value.transform_values { |v| jsonable(v) }
  when Array then value.map { |v| jsonable(v) }
  else value
  end
end

def compound_vectors(psk)
  COMPOUNDS.map do |text|
    stack = begin
      Matcher.create_compound_callstack(text.dup)
    rescue Exception # rubocop:disable Lint/RescueException
      nil
    end
    vector = { :text => text, :stack => jsonable(stack) }
    next vector unless stack

    functions = stack.any? { |entry| entry.key?('fstatement') }
    filter = Util.empty_filter.merge('compound' => [stack])
    vector.merge(:functions => functions, :filter => Marshal.dump(filter).unpack1('H*'),
                 :matches => functions ? false : answer { psk.validate_filter?(filter) })
  end
end

PATTERNS = ['a', 'abc', 'a.c', '^a', 'c$', '\Aa', 'c\z', 'c\Z', 'a*', 'a+b', 'a?b', '(ab)+', '(a|b)c', 'a|bc', 'a{2}', 'a{2,}', 'a{,2}b', 'a{1,2}b', 'a{x', '[abc]', '[^abc]',
            '[a-c]+$', '[\w.]+$', '\d+', '\D', '\w+\.', '\W', '\s', '\S+$', '\h+$', '\H', '[[:alpha:]]', '[[:digit:]]+', '[[:upper:]]', '[[:space:]]', '[[:punct:]]', '[[:^alpha:]]',
            '(?i)ABC', '(?i:A)bc', 'A(?i)BC|X', '(?-mix:abc)', '(?<name>a)b', '(?:ab)c', 'a\.c', 'a\/c', '\bweb\b', '\Bweb', 'a**', 'a+?b', '(a*)*b', '(a|a)*b', 'é', '[é]', '.é', '\xe9', '\u00e9',
            '\u{e9}', '\t', '\n', 'one$', '^two', 'one.two', '(?m)one.two', '(?x) a b c # comment', '[-a]', '[a-]', '[\]]', '[a\-c]', '()', '', '(|a)b', '^$', '\.', 'web-?\d{2,3}', '^(web|db)\d+\.example\.(net|org)$',
            '.*\.example\..*', 'a{0}b', '[a-z&&[^b]]', '(?=a)', '(?!a)', '(?<=a)b', '(?>a)', '(a)\1', 'a++', '(', ')', '[', '*', '\\', 'a{2}?', 'a{3}+', '[[a]b]', '\K', '\R', '[z-a]', '^*', '\0', '[\b]',
            '(?#comment)abc', '\p{Alpha}', 'ß', '(?i)é', '(?i)[a-z]+$', '(?i)[^a]', 'x(?i', '{', '}', ']', 'a{,}', '{2}', '[a', '\y', '[:alpha:]', '(a{2}){2}', '(?-i)a', '(?i)a(?-i)B', '[\d-]', '[\d-z]', '\w\W\w'].freeze
SUBJECTS = ['', 'a', 'abc', 'ABC', 'aBc', 'ab', 'aab', 'aaaa', 'bc', 'b', 'a.c', 'axc', 'a/c', "a\nc", 'web', 'my web x', 'website', 'foweb', 'web01.example.net', 'db7.example.org', 'web-123', '192.168.1.10', 'é', 'caé', 'É', "one\ntwo", "c\n",
            'a b', "\t", '!', 'a{x', 'z-a', ']', '-', 'a]b', '12', 'ff0', 'xyz', 'A', 'STRASSE', 'ß', '{2}', '{', '}', "\b", "\0", 'a{,}', 'aa', 'abab', ':', 'l'].freeze

def regex_vectors
  $VERBOSE = nil
  PATTERNS.map do |pattern|
    regexp = begin
      Regexp.new(pattern)
    rescue RegexpError
      nil
    end
    { :pattern => pattern, :matches => regexp && SUBJECTS.select { |subject| subject.match?(regexp) } }
  end
end

security('client.example.net', 'uid') { |psk| write('requests', request_vectors(psk)) }
security('node1.example.net', 'uid') do |psk|
  write('replies', reply_vectors(psk))
  write('fact_strings', fact_string_vectors)
  write('fact_tests', fact_test_vectors)
  write('filters', filter_vectors(psk))
  write('compounds', compound_vectors(psk))
end
write('regexes', regex_vectors)
File.write(File.join(FOLDER, 'node.json'),
           "#{JSON.pretty_generate(:identity => 'node1.example.net', :agents => AGENTS, :classes => CLASSES, :facts => FACTS)}\n")
File.write(File.join(FOLDER, 'regex_subjects.json'), "#{JSON.pretty_generate(SUBJECTS)}\n")
