"use strict";
SwaggerUIBundle({
  dom_id: "#docs",
  url: "/openapi.json",
  deepLinking: true,
  filter: true,
  // the default asks a server of somebody else whether the document is valid
  validatorUrl: null,
});
