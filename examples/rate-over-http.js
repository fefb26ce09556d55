// Rates photos over HTTP with a toy rule, and prints what palate makes of it. First, in another terminal,
//
//     npx palate serve PHOTOS --json
//
// which prints a line with url and token. Then, with what stands in it,
//
//     node examples/rate-over-http.js http://127.0.0.1:4747 TOKEN
//
// It asks for the photos whose ratings teach most, likes wide ones, and prints the five that palate thinks it likes best.
// /openapi.json of the server describes everything else that can be asked.

const [address, token] = process.argv.slice(2)
if (address === undefined || token === undefined) throw new Error('usage: node examples/rate-over-http.js URL TOKEN')

async function ask(path, body) {
  const answer = await fetch(new URL(path, address), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.error)
  return said
}

const person = 'robot' // somebody of its own, so that your own ratings stay yours

for (let round = 0; round < 3; round++) {
  const { photos } = await ask(`/api/next?person=${person}&count=4`)
  for (const { id, name, width, height } of photos) {
    const score = Math.min(5, Math.max(1, Math.round((3 * width) / height)))
    await ask('/api/say', { person, said: { kind: 'score', photo: id, score } }) // on disk when it is answered
    console.log(`rated ${name} ${score}`)
  }
}

const { ids } = await ask(`/api/order?person=${person}`)
const { photos } = await ask(`/api/photos?person=${person}&ids=${ids.slice(0, 5).join(',')}`)
for (const { place, name, expected } of photos) {
  const sure = Math.round(100 * expected.probability)
  console.log(`${place}. ${name}: ${'*'.repeat(expected.stars)} (${sure} % sure)`)
}
