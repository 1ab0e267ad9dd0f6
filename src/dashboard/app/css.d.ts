/** The bundler puts style sheets together; they export nothing. */
declare module "*.css";
