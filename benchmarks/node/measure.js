// node --expose-gc measure.js ENGINE TEMPLATE DATA OUT ROUNDS
//
// Makes a document again and again, each time warm and after a collection, as measure.py does, and writes the
// last one. Prints the milliseconds of each round and the engine's version as JSON.
"use strict";
const fs = require("fs");
const path = require("path");

const ENGINES = {
  docxtemplater(file) {
    const PizZip = require("pizzip");
    const Docxtemplater = require("docxtemplater");
    const template = fs.readFileSync(file);
    const parser = (tag) => {
      const steps = tag.split(".");
      return { get: (scope) => (tag === "." ? scope : steps.reduce((value, step) => value?.[step], scope)) };
    };
    return async (data) => {
      const zip = new PizZip(template);
      const document = new Docxtemplater(zip, { paragraphLoop: true, linebreaks: true, parser });
      document.render(data);
      return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
    };
  },

  carbone(file) {
    const engine = require("carbone");
    return (data) =>
      new Promise((resolve, reject) => {
        engine.render(path.resolve(file), data, (error, made) => (error ? reject(error) : resolve(made)));
      });
  },
};

async function main([name, file, dataFile, out, rounds]) {
  const make = ENGINES[name](file);
  const data = JSON.parse(fs.readFileSync(dataFile, "utf8"));
  const milliseconds = [];
  let made = await make(data);
  for (let round = 0; round < Number(rounds); round++) {
    global.gc();
    await make(data);
    const start = performance.now();
    made = await make(data);
    milliseconds.push(performance.now() - start);
  }
  fs.writeFileSync(out, made);
  const manifest = path.join(__dirname, "node_modules", name, "package.json");
  console.log(JSON.stringify({ milliseconds, version: JSON.parse(fs.readFileSync(manifest)).version }));
  process.exit(0);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(String(error.stack || error));
  process.exit(1);
});
