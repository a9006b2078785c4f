# What the driver returned, in the form that every client prints.
require 'bigdecimal'
require 'date'
require 'pg'

# A value as every client tells it, whatever its language. A BigDecimal has no scale; the column's modifier has.
def canonical(value, modifier = 0)
  case value
  when Integer then value.to_s
  when BigDecimal then format("%.#{(modifier - 4) & 0xffff}f", value)
  when Time then value.getutc.strftime('%Y-%m-%dT%H:%M:%S.%6NZ')
  when Date then value.iso8601
  when Array then value.map { |item| canonical(item) }
  when String then value.encoding == Encoding::BINARY ? value.unpack1('H*') : value
  else value
  end
end

# What has no decoder comes as the bytes it is: text then, unless the column is bytea.
def row(result, values)
  values.each_with_index.map do |value, at|
    value = value.dup.force_encoding('UTF-8') if value.is_a?(String) && result.ftype(at) != 17
    canonical(value, result.fmod(at))
  end
end

def table(result, columns)
  rows = result.values
  at = columns.map { |name| result.fnumber(name) }
  types = at.map { |place| rows.map { |values| values[place] }.compact.first.class.name }
  { columns: columns, types: types, rows: rows.map { |values| row(result, values).values_at(*at) } }
end
