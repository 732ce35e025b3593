self.addEventListener("install", (event) => event.waitUntil(caches.open(__PRECACHE__.release).then((cache) => cache.addAll(__PRECACHE__.urls))));
