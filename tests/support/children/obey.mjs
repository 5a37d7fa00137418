// Stands for a clone's command: says what it was asked, and ends as it is told to.
const [way, ...words] = process.argv.slice(2);
console.log(JSON.stringify([way, ...words]));
if (words[0] === 'exit') process.exitCode = Number(words[1]);
if (words[0] === 'wait') {
  process.on('SIGTERM', () => process.exit(143));
  setInterval(() => {}, 1000);
}
