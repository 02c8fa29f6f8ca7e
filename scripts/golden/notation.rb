# A value is described in a neutral notation that keeps what matters and needs no Marshal to read:
#   null true false · ["int", "-5"] · ["float", <16 hex digits, big-endian IEEE 754> or "nan"]
#   ["str", "text"] (UTF-8 or US-ASCII) · ["bin", hex] · ["enc", encoding, hex] (another encoding, or invalid bytes)
#   ["sym", "name"] · ["arr", …] · ["hash", [key, value], …] · ["re", source, options]
#   ["time", epoch seconds, nanoseconds, offset, zone or null, utc?]

def text(string)
  return ['bin', string.unpack1('H*')] if string.encoding == Encoding::BINARY
  plain = [Encoding::UTF_8, Encoding::US_ASCII].include?(string.encoding) && string.valid_encoding?
  plain ? ['str', string.encode('UTF-8')] : ['enc', string.encoding.name, string.unpack1('H*')]
end

def time(value)
  ['time', value.to_i, value.nsec, value.utc_offset, value.zone, value.utc?]
end

def describe(value)
  case value
  when nil, true, false then value
  when Integer then ['int', value.to_s]
  when Float then ['float', value.nan? ? 'nan' : [value].pack('G').unpack1('H*')]
  when String then text(value)
  when Symbol then ['sym', value.to_s.encode('UTF-8')]
  when Array then ['arr', *value.map { |item| describe(item) }]
  when Hash then ['hash', *value.map { |k, v| [key(k), describe(v)] }]
  when Regexp then ['re', value.source.encode('UTF-8'), value.options]
  when Time then time(value)
  else raise "no notation for #{value.class}"
  end
end

# A binary key in ASCII is the same key as its text.
def key(value)
  binary = value.is_a?(String) && value.encoding == Encoding::BINARY && value.ascii_only?
  binary ? ['str', value.dup.force_encoding('UTF-8')] : describe(value)
end
