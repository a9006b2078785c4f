// What every Node client shares: the task from the environment, canonical values, and the one JSON document.
'use strict'
const crypto = require('crypto')

const FLOATS = new Set([700, 701])

// A value as every client tells it, whatever its language. A number does not know its type, so the column's decides.
function canonical (value, type) {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return FLOATS.has(type) ? value : String(value)
  if (value instanceof Date) return type === 1082 ? value.toISOString().slice(0, 10) : value.toISOString()
  if (Buffer.isBuffer(value)) return value.toString('hex')
  if (Array.isArray(value)) return value.map(item => canonical(item, type))
  if (typeof value === 'object') return value
  throw new TypeError(`no canonical form for ${typeof value}`)
}

function table (result) {
  const types = result.fields.map((_, at) => {
    const row = result.rows.find(row => row[at] !== null)
    return row ? row[at].constructor.name : 'null'
  })
  const rows = result.rows.map(row => row.map((value, at) => canonical(value, result.fields[at].dataTypeID)))
  return { columns: result.fields.map(field => field.name), types, rows }
}

// Of a long result: how many rows, and a digest of all their values.
class Checksum {
  constructor (types) {
    this.types = types
    this.count = 0
    this.digest = crypto.createHash('sha256')
  }

  add (row) {
    this.count += 1
    this.digest.update(row.map((value, at) => canonical(value, this.types[at])).join('|') + '\n')
  }

  facts () {
    return { count: this.count, sha256: this.digest.digest('hex') }
  }
}

// The error of a statement, as a program and as its reader would see it.
async function caught (statement) {
  const started = Date.now()
  try {
    await statement()
  } catch (error) {
    return {
      class: error.constructor.name,
      sqlstate: error.code,
      text: `${error} ${JSON.stringify(error)}`,
      seconds: (Date.now() - started) / 1000
    }
  }
  throw new Error('no error came')
}

async function run (driver, version, steps) {
  const document = { driver, version, steps: {} }
  for (const [name, step] of Object.entries(steps)) {
    try {
      document.steps[name] = await step()
    } catch (error) {
      document.steps[name] = { failed: `${error.stack}` }
    }
  }
  console.log(JSON.stringify(document))
}

module.exports = { canonical, table, Checksum, caught, run }
