// node-pg: the JavaScript implementation, with pg-cursor for long results.
'use strict'
const fs = require('fs')
const pg = require('pg')
const Cursor = require('pg-cursor')
const { canonical, table, Checksum, caught, run } = require('./steps')

const task = process.env
const IDS = [1, 7, 12, 250, 500, 1, 7, 12, 250, 500, 1, 7, 12, 250, 500]
const COUNT = 'SELECT count(*) FROM articles WHERE id > 900000'

function client (port = task.PORT, ca = null) {
  return new pg.Client({
    host: task.HOST,
    port,
    user: task.USER,
    password: task.PASSWORD,
    database: task.DATABASE,
    ssl: ca ? { ca: fs.readFileSync(ca, 'utf8') } : false
  })
}

async function session (body, ...where) {
  const connection = client(...where)
  await connection.connect()
  try {
    return await body(connection)
  } finally {
    await connection.end()
  }
}

async function one (connection, text, values) {
  return Object.values((await connection.query(text, values)).rows[0])[0]
}

const user = async connection => ({ user: await one(connection, 'SELECT current_user') })
const text = () => session(async connection =>
  table(await connection.query({ text: task.SELECT_ROWS, rowMode: 'array' })))

async function tls () {
  const stranger = await session(user, task.TLS_PORT, task.OTHER_CA).then(() => null, String)
  return { ...await session(user, task.TLS_PORT, task.CA), stranger }
}

const prepared = () => session(async connection => {
  const rows = []
  for (const id of IDS) {
    const text = 'SELECT id, email, birth_date FROM people WHERE id = $1'
    const result = await connection.query({ name: 'by id', text, values: [id], rowMode: 'array' })
    rows.push(...result.rows.map(row => row.map((value, at) => canonical(value, result.fields[at].dataTypeID))))
  }
  const found = []
  for (let time = 0; time < 3; time++) {
    const text = 'SELECT id FROM people WHERE email = $1'
    found.push((await connection.query({ name: 'by email', text, values: [task.EMAIL] })).rows[0].id)
  }
  return { rows, found, on_server: Number(await one(connection, 'SELECT count(*) FROM pg_prepared_statements')) }
})

const error = () => session(async connection => {
  const facts = await caught(() => connection.query('UPDATE people SET email = $1 WHERE id = 12', [task.EMAIL]))
  return { ...facts, after: await one(connection, 'SELECT 1') }
})

const transaction = () => session(async connection => {
  const insert = id => connection.query('INSERT INTO articles VALUES ($1, $2, $3)', [id, 'new', 1])
  await connection.query('BEGIN')
  await insert(900001)
  await connection.query('SAVEPOINT here')
  await insert(900002)
  const counts = [Number(await one(connection, COUNT))]
  await connection.query('ROLLBACK TO SAVEPOINT here')
  counts.push(Number(await one(connection, COUNT)))
  await connection.query('ROLLBACK')
  return { counts: [...counts, Number(await one(connection, COUNT))] }
})

const cancel = () => session(async connection => {
  setTimeout(() => client().cancel(connection, connection.activeQuery), 500)
  const facts = await caught(() => connection.query('SELECT pg_sleep(30)'))
  return { ...facts, after: await one(connection, 'SELECT 1') }
})

const big = () => session(async connection => {
  const cursor = connection.query(new Cursor(task.SELECT_BIG, [], { rowMode: 'array' }))
  const sum = new Checksum([23, 25, 1082])
  let rows
  do {
    rows = await cursor.read(5000)
    rows.forEach(row => sum.add(row))
  } while (rows.length)
  await cursor.close()
  return sum.facts()
}, task.BIG_PORT)

run('node-pg', require('pg/package.json').version, {
  connect: () => session(user), tls, text, prepared, error, transaction, cancel, big
})
