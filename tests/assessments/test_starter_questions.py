from assessments.formats.starter import read_question
from assessments.kinds import kind_of


def test_pairs_do_not_tell_their_key_by_their_letters():
    row = {
        "id": "K1-Q06",
        "type": "menjodohkan",
        "soal": "Jodohkan.",
        "pasangan": [{"kiri": f"kiri {n}", "kanan": f"kanan {n}"} for n in range(6)],
    }
    question = read_question(row)
    assert kind_of("menjodohkan").say(question.body, question.key) == [f"kiri {n} → kanan {n}" for n in range(6)]
    assert list(question.key.values()) != ["a", "b", "c", "d", "e", "f"]
    assert read_question(row) == question
