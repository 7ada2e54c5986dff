package oracle

import (
	"math/rand/v2"
	"strings"
)

// Mutate returns one of texts, WIT each, with a few tokens changed: taken away, doubled, swapped, or
// replaced by another of its kind. What comes out is right or nearly right, which random bytes never
// are. The same seed gives the same text.
func Mutate(seed uint64, texts []string) string {
	random := rand.New(rand.NewPCG(seed, 0))
	pick := func() []string { return witTokens.FindAllString(texts[random.IntN(len(texts))], -1) }
	tokens := pick()
	// like returns a token of list of the same kind as another.
	like := func(list []string, token string) string {
		for range 20 {
			if other := list[random.IntN(len(list))]; isName(other) == isName(token) {
				return other
			}
		}
		return token
	}
	for range 1 + random.IntN(2) {
		if len(tokens) < 2 {
			break
		}
		i := random.IntN(len(tokens))
		switch random.IntN(10) {
		case 0:
			tokens = append(tokens[:i:i], tokens[i+1:]...)
		case 1:
			tokens = append(tokens[:i+1:i+1], tokens[i:]...)
		case 2:
			j := random.IntN(len(tokens))
			tokens[i], tokens[j] = tokens[j], tokens[i]
		case 3, 4, 5:
			tokens = double(tokens, i)
		case 6:
			tokens[i] = like(pick(), tokens[i])
		default:
			tokens[i] = like(tokens, tokens[i])
		}
	}
	return join(tokens)
}

// isName reports whether a token is no punctuation.
func isName(token string) bool { return !strings.ContainsAny(token[:1], "(){}<>;,-/\"") }

// double repeats the item that token i is in: what stands between two semicolons or commas.
func double(tokens []string, i int) []string {
	ends := func(token string) bool { return token == ";" || token == "," || token == "{" || token == "}" }
	start, end := i, i
	for start > 0 && !ends(tokens[start-1]) {
		start--
	}
	for end < len(tokens) && !ends(tokens[end]) {
		end++
	}
	if end == len(tokens) || tokens[end] == "{" || tokens[end] == "}" {
		return tokens
	}
	item := tokens[start : end+1]
	if len(item) > 1 && isName(item[0]) {
		item = append([]string{"x-" + item[0]}, item[1:]...) // a name that is not there yet
	}
	return append(tokens[:end+1:end+1], append(item[:len(item):len(item)], tokens[end+1:]...)...)
}

// join writes tokens with spaces where they need them.
func join(tokens []string) string {
	var b strings.Builder
	for _, token := range tokens {
		b.WriteString(token)
		switch token {
		case ";", "{", "}", ",":
			b.WriteByte('\n')
		case "(", "<":
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}
