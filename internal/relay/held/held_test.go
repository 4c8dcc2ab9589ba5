package held

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the document anew")

const document = "../../../docs/what-the-host-sees.md"

func TestTheDocumentIsWhatTheSchemaSays(t *testing.T) {
	if *update {
		if err := os.WriteFile(document, []byte(Markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	had, err := os.ReadFile(document)
	if err != nil || string(had) != Markdown() {
		t.Errorf("docs/what-the-host-sees.md is another (%v): run this test with -update", err)
	}
}

func TestThePageNeedsNoScriptAndNamesEverything(t *testing.T) {
	page := string(HTML())
	for _, never := range []string{"<script", "http:", "https:", "style="} {
		if strings.Contains(page, never) {
			t.Errorf("the page has %q", never)
		}
	}
	for _, table := range Tables {
		for _, c := range table.Columns {
			if !strings.Contains(page, "<dt>"+c.Name+"</dt>") {
				t.Errorf("the page says nothing of %s.%s", table.Name, c.Name)
			}
			if len(c.Says) < 10 || !strings.HasSuffix(c.Says, ".") {
				t.Errorf("%s.%s is said in no sentence: %q", table.Name, c.Name, c.Says)
			}
		}
	}
}
