import { expression, type Language, quoteC } from "../quote.ts";
import { code, idNotes, placeholdersOf, type Site, type Snippet } from "../snippet.ts";

const JAVA: Language = {
  quote: quoteC,
  operator: "+",
  values: {
    distinct_id:
      "encoded(request.getUserPrincipal() == null ? null : request.getUserPrincipal().getName())",
    session_id: 'encoded(WebUtils.getCookie(request, "session_id"))',
    nonce: "nonce",
  },
};

/** Spring Security's own writers where nothing changes, a filter where each answer differs. */
export function spring(site: Site): Snippet {
  const changes = placeholdersOf(site.full).size > 0;
  return {
    id: "spring",
    name: "Spring Security",
    language: "java",
    ...(changes ? filter(site) : writers(site)),
  };
}

type Rest = Pick<Snippet, "file" | "code" | "notes">;

function writers({ full }: Site): Rest {
  return {
    file: "SecurityConfig.java",
    notes: ["Where there is a SecurityFilterChain already, add its http.headers(…) to it."],
    code: code(
      "import org.springframework.context.annotation.Bean;",
      "import org.springframework.context.annotation.Configuration;",
      "import org.springframework.security.config.annotation.web.builders.HttpSecurity;",
      "import org.springframework.security.web.SecurityFilterChain;",
      "import org.springframework.security.web.header.writers.StaticHeadersWriter;",
      "",
      "@Configuration",
      "class SecurityConfig {",
      "    @Bean",
      "    SecurityFilterChain security(HttpSecurity http) throws Exception {",
      "        http.headers(headers -> headers",
      ...full.map(
        ({ name, value }) =>
          `            .addHeaderWriter(new StaticHeadersWriter(\n                ${quoteC(name)},\n                ${expression(value, JAVA, "                ")}))`,
      ),
      "        );",
      "        return http.build();",
      "    }",
      "}",
    ),
  };
}

function filter({ full }: Site): Rest {
  const uses = placeholdersOf(full);
  return {
    file: "CspFilter.java",
    notes: [
      "It runs after Spring Security, so that it knows who is logged in; the pages that Spring Security answers itself have no policy.",
      ...(uses.has("nonce") ? [`In Thymeleaf: th:attr="nonce=\${cspNonce}".`] : []),
      ...idNotes(
        full,
        "change the principal and the cookie to what your analytics know people by.",
      ),
    ],
    code: code(
      "import jakarta.servlet.FilterChain;",
      "import jakarta.servlet.ServletException;",
      "import jakarta.servlet.http.HttpServletRequest;",
      "import jakarta.servlet.http.HttpServletResponse;",
      "import java.io.IOException;",
      uses.has("session_id") || uses.has("distinct_id")
        ? "import java.net.URLEncoder;\nimport java.nio.charset.StandardCharsets;"
        : null,
      uses.has("nonce") ? "import java.security.SecureRandom;\nimport java.util.Base64;" : null,
      uses.has("session_id") ? "import jakarta.servlet.http.Cookie;" : null,
      "import org.springframework.stereotype.Component;",
      "import org.springframework.web.filter.OncePerRequestFilter;",
      uses.has("session_id") ? "import org.springframework.web.util.WebUtils;" : null,
      "",
      "@Component",
      "class CspFilter extends OncePerRequestFilter {",
      uses.has("nonce")
        ? "    private static final SecureRandom RANDOM = new SecureRandom();\n"
        : null,
      "    @Override",
      "    protected void doFilterInternal(",
      "            HttpServletRequest request, HttpServletResponse response, FilterChain chain)",
      "            throws ServletException, IOException {",
      uses.has("nonce") ? NONCE : null,
      ...full.map(
        ({ name, value }) =>
          `        response.setHeader(\n            ${quoteC(name)},\n            ${expression(value, JAVA, "            ")});`,
      ),
      "        chain.doFilter(request, response);",
      "    }",
      uses.has("distinct_id") ? ENCODED : null,
      uses.has("session_id") ? ENCODED_COOKIE : null,
      "}",
    ),
  };
}

const NONCE = `        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        String nonce = Base64.getEncoder().encodeToString(bytes);
        request.setAttribute("cspNonce", nonce);`;

const ENCODED = `
    private static String encoded(String value) {
        return value == null ? "" : URLEncoder.encode(value, StandardCharsets.UTF_8);
    }`;

const ENCODED_COOKIE = `
    private static String encoded(Cookie cookie) {
        return cookie == null ? "" : URLEncoder.encode(cookie.getValue(), StandardCharsets.UTF_8);
    }`;
